"""One small editor for each way to edit a field, and the binding that ties one editor to one field.

An editor knows a value and a look, never a document: it emits ``edited(value)`` when a person changes it
and obeys ``show_value`` and ``show_fault``. `binding.FieldBinding` does the rest for all of them. An editor
that already shows a value leaves its text and caret alone, so that writing back never disturbs typing.
"""

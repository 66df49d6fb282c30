"""The worker: takes commands, trains, answers, and emits events; knows nothing of how they are carried.

`worker` sorts commands to the threads that do them: `inbox` is the line of the one that trains, where control
overtakes; `job_thread` reads and writes files meanwhile; `predictions` has a thread that answers on a copy
of the weights, `evaluations` one that measures, `overviews` and `examinations` ones that look over all
samples of a data set. There is a handler module for each conversation of `cnngui.engine.protocol`:
`training`, `files`, `predictions`, `models`, `evaluations`, `ensembles`, `data`, `overviews`, `examinations`
and more; each says once which commands it takes, and on which thread. `draft` is the one model that they
share, and only the thread that trains changes it. `process` is all this in a process of its own.
"""

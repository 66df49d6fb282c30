# Short names for dev.py, which does the work. Arguments: make test ARGS="-k shapes"
.PHONY: run test lint bench setup
run test lint bench setup:
	python3 dev.py $@ $(ARGS)

"""The believable district behind `scripts/run`, the tests and the benchmarks. Any likeness is accidental."""

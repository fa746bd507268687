"""One call on the emulated carrier, verb by verb, with a clock of its own."""

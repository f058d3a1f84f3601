"""The pure core: values in, values out. Reads no file, clock, network, process or environment; knows no host."""

"""The cache: artefacts by run signature, for other clones. One file each for what can be done with it."""

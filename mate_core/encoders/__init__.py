"""The encoders (backbones) of the starter model, as torch modules that load packaged weights."""

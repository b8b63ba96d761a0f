"""How deep a branching network is: the longest path through it.

The networks come from `snippets.models`.
"""

# %% solution
import keras

from snippets.models.googlenet import build_googlenet
from snippets.models.resnet import build_resnet152
from snippets.models.vgg import build_vgg16


def depth(network):
    """Return how many layers that multiply stand on the longest way."""
    deepest = {}
    for name, (counts, before) in network.items():
        ways = [deepest[layer] for layer in before]
        deepest[name] = counts + max(ways, default=0)
    return deepest[name]


def layers_of(model):
    """Name each layer of a Keras model, and those before it."""
    maker, network = {}, {}
    for layer in model.layers:
        source = layer.input
        sources = source if isinstance(source, list) else [source]
        before = [maker[id(t)] for t in sources if id(t) in maker]
        maker[id(layer.output)] = layer.name
        multiplies = (keras.layers.Conv2D, keras.layers.Dense)
        network[layer.name] = int(isinstance(layer, multiplies)), before
    return network


found = []
with keras.StatelessScope(initialize_variables=False):
    for build in (build_vgg16, build_googlenet, build_resnet152):
        layers = layers_of(build())
        in_all = sum(counts for counts, _ in layers.values())
        found.append(depth(layers))
        print(build.__name__, found[-1], "deep, of", in_all, "that multiply")
vgg16, googlenet, resnet152 = found
assert found == [16, 22, 152]

"""tf.contrib.training.HParams."""

import tensorflow as tf

hparams = tf.contrib.training.HParams(layers=2, rate=0.5, name="a", sizes=[1, 2], deep=True, nothing=None)
assert hparams.parse("layers=3,rate=1,name=b,sizes=[3,4,5],deep=false") is hparams
assert (hparams.layers, hparams.rate, hparams.name, hparams.sizes, hparams.deep) == (3, 1.0, "b", [3, 4, 5], False)
assert isinstance(hparams.rate, float)
hparams.override_from_dict({"layers": 7})
hparams.set_hparam("name", "c")
hparams.rate = 0.25
assert hparams.values() == {"layers": 7, "rate": 0.25, "name": "c", "sizes": [3, 4, 5], "deep": False, "nothing": None}
assert "layers" in hparams
assert "other" not in hparams
assert hparams.get("other", 5) == 5
assert '"layers": 7' in hparams.to_json()
assert hparams.parse_json('{"name": "d"}').name == "d"
hparams.add_hparam("other", 1)
hparams.del_hparam("other")
assert "other" not in hparams
for text in ("unknown=1", "layers=x", "layers=0.5", "layers=[1]", "sizes=1", "!"):
    try:
        hparams.parse(text)
    except (KeyError, ValueError):
        pass
    else:
        raise AssertionError(text)
for refused in (lambda: hparams.add_hparam("layers", 1), lambda: hparams.add_hparam("empty", [])):
    try:
        refused()
    except ValueError:
        pass
    else:
        raise AssertionError

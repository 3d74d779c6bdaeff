import re
from collections import Counter


def run(inputs, ctx):
    words = Counter(re.findall(r"\w+", inputs["text"].lower()))
    if not words:
        raise ValueError("there are no words in the text")
    top = sorted(words.items(), key=lambda item: (-item[1], item[0]))[: inputs.get("top", 10)]
    ctx["log"]("%d words" % words.total())
    return {"distinct": len(words), "top": [{"label": w, "value": n} for w, n in top]}

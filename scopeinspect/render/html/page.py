"""Makes the page: jinja2 fills the frame, and the script draws what is in the page's data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from scopeinspect.dump.scope_graph import Choice
from scopeinspect.model import Graph
from scopeinspect.recording import Recording
from scopeinspect.render.finding import tally
from scopeinspect.render.html.data import page_data
from scopeinspect.render.html.picture import pictures
from scopeinspect.render.html.template import part, template
from scopeinspect.render.text import counted, size_text
from scopeinspect.rules.rule import Diagnostic
from scopeinspect.variables import WholeVariable, whole_variables


def page(
    recording: Recording, diagnostics: list[Diagnostic], choice: Choice, graphs: Sequence[Graph] | None
) -> Iterator[str]:
    """The page, in pieces; see `scopeinspect.render.html.as_page`."""
    variables = whole_variables(recording)
    yield from template("page.html.jinja").generate(
        target=recording.start.target,
        facts=_facts(recording, variables),
        found=tally(diagnostics),
        style=part("page.css"),
        script=part("icicle.js") + part("page.js"),
        data=embedded(page_data(recording, variables, diagnostics)),
        pictures=pictures(recording, choice, graphs),
    )


def embedded(data: object) -> Markup:
    """Data as JSON that may stand in a `<script>`: nothing in it can end that element or begin another."""
    text = json.dumps(data, separators=(",", ":"))
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(escaped)  # noqa: S704 - it holds none of the characters that HTML reads


def _facts(recording: Recording, variables: list[WholeVariable]) -> list[str]:
    tensorflow = recording.tensorflow
    version = [f"TensorFlow {tensorflow.version}" + (", as TF1 code" if tensorflow.tf1 else "")] if tensorflow else []
    outcome = recording.outcome
    error = outcome.error
    own = [variable for variable in variables if variable.kind == "model"]
    besides = Counter(variable.kind for variable in variables if variable.kind != "model")
    return [
        *version,
        f"Python {recording.start.python}",
        f"raised {error.type}" if error else outcome.kind,
        counted(len(own), "variable"),
        counted(sum(variable.parameters or 0 for variable in own), "parameter"),
        size_text(sum(variable.bytes or 0 for variable in own)),
        counted(sum(map(len, recording.ops.values())), "op"),
        *([f"not counted: {', '.join(f'{count:,} {kind}' for kind, count in besides.items())}"] if besides else []),
    ]

"""Which claims of the experiments hold on JAX and on PyTorch, too.

`make backends` runs the experiments there and keeps what comes of their
claims in `claims.json`, beside this file. Every build looks whether that is
about the experiments as they are now. Imports from this repository: `trials`.
"""

# %% read
import textwrap
from collections import Counter

from snippets.pytorch import trials

HOLDS, FAILS, STOPPED = "holds", "does not hold", "cannot run"
LATE, OLDER, UNTRIED = "took too long", "older", "not tried"


def outcome(story, claim, content):
    """Say in a word or two what became of a claim.

    Args:
        story: What was kept of a run; empty if there was none.
        claim: The claim's id.
        content: The hash of the experiment as it is now.
    """
    if not story:
        return UNTRIED
    if story["content"] != content:
        return OLDER
    if claim in story["claims"]:
        return HOLDS if story["claims"][claim]["holds"] else FAILS
    return LATE if story["late"] else STOPPED


stories = trials.kept()
outcomes = {backend: {} for backend in trials.BACKENDS}
for name, claims in trials.experiments().items():
    content = trials.content(name)
    for backend, found in outcomes.items():
        story = stories.get(name, {}).get(backend, {})
        for claim in claims:
            found[claim] = name, outcome(story, claim, content)

# %% summary
counts = {
    backend: Counter(word for _, word in found.values())
    for backend, found in outcomes.items()
}
total = sum(counts["jax"].values())
runs = [run for each in stories.values() for run in each.values()]
first_day, last_day = (
    pick(run["date"] for run in runs) for pick in (min, max)
)
versions = {
    package: ", ".join(
        sorted({r["versions"].get(package, "").split("+")[0] for r in runs})
    ).strip(", ")
    for package in ("keras", *trials.BACKENDS)
}
print(f"{f'of {total} claims':16} {'JAX':>7} {'PyTorch':>9}")
for word in (HOLDS, FAILS, STOPPED, LATE, OLDER, UNTRIED):
    print(f"{word:16} {counts['jax'][word]:7} {counts['torch'][word]:9}")
held = {backend: count[HOLDS] for backend, count in counts.items()}
failed = {backend: count[FAILS] for backend, count in counts.items()}
reached = {backend: held[backend] + failed[backend] for backend in held}
most_failing = max(failed[one] / reached[one] for one in reached)
assert most_failing < 0.05, "claim: claims-hold-on-other-backends"

# %% fail
for backend, called in trials.BACKENDS.items():
    for claim, (name, word) in outcomes[backend].items():
        if word == FAILS:
            miss = stories[name][backend]["claims"][claim]
            print(f"{claim}, on {called}")
            print(textwrap.indent(miss["condition"], "    asserted  "))
            for what, value in miss["values"].items():
                print(f"    {what} = {value}")
if not any(failed.values()):
    print("none")

# %% stop
stopped = [
    (name, backend, story)
    for name, each in stories.items()
    for backend, story in each.items()
    if (name, STOPPED) in outcomes[backend].values()
]
for name, backend, story in stopped:
    print(f"{name}, on {trials.BACKENDS[backend]}")
    if trials.needs_tensorflow(name):
        print("    imports TensorFlow itself")
    why = textwrap.wrap(story["ended"], 72)
    print(textwrap.indent("\n".join(why), "    "))
if not stopped:
    print("none")

# %% each
print(f"{'':44} {'JAX':14}  PyTorch")
for claim, (_, word) in outcomes["jax"].items():
    short = textwrap.shorten(claim, 44, placeholder="…")
    print(f"{short:44} {word:14}  {outcomes['torch'][claim][1]}")

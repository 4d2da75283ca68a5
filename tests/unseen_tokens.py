"""Tokens of issuers that no rule names, and texts that look like tokens and are none.

`UNSEEN` was written before the rules were made general, and its digest is pinned by the tests, so it stays as it
was. It holds 75 of 147 kinds, drawn with `Random(2027).sample` (45 of 75 that stand alone, 30 of 72 that stand
beside their name) from the forms that the rules of Kingfisher 2.14 know, without those that had a rule or a place in
the older corpus. No row of the table of formats may match a token of it: a test says so. So its recall stays that of kinds met
for the first time.

`LATER` was written when the rules were done and was then met once: of 200 tokens of 50 kinds, 183 were found.

A line is a kind and its text. Braces stand for random characters: `{h40}` for 40 of hexadecimal. A text after `=`
is an issuer and its token, which stands beside that name in one of the forms that settings take.
"""

# ruff: noqa: E501  one line for each kind: a table reads best so

from __future__ import annotations

import json
import re
import string
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from random import Random

from leak_corpus import ALNUM, B64, CARRIERS, DIGIT, HEX, LOWER_ALNUM, UPPER, URLSAFE, Leak, draw, issued

UNSEEN = """
aikido ci token | AIK_CI_{A32}
alibaba session key | STS.{A24}
apify token | apify_api_{A36}
brave search key | BSA{u28}
buildkite user token | bkua_{h40}
cartesia key | sk_car_{A20}
circleci user token | CCIPAT_{A22}_{h40}
cloudflare user token | cfut_{A40}{h8}
cloudsmith key | csa_{h30}{A6}
configcat key | configcat-sdk-1/{u22}/{u22}
deepseek key | sk-{h32}
deno token | ddp_{A36}
devcycle key | dvc_server_{l32}
devin token | cog_{l52}
elastic cloud key | essu_{u80}
exoscale key | EXO{h26}
gemini key | AQ.Ab8RN6{u44}
ionic token | ion_{A42}
langfuse key | sk-lf-{x36}
llama cloud key | llx-{A48}
marketplace token | amzn.mws.{x36}
mergify key | mergify_application_key_{A64}
minimax key | sk-api-{u119}
neon key | napi_{l64}
nvidia key | nvapi-{u64}
nylas key | nyk_{A67}
onesignal token | os_v2_app_{l103}
onfido token | api_live.{u11}.{u32}
paddle key | pdl_live_apikey_{l26}_{A22}_{A3}
pinecone key | pcsk_{A6}_{A63}
pinterest token | pina_{U70}
polar token | polar_oat_{A43}
postman collection | PMAT-{U26}
ramp secret | ramp_sec_{A48}
redirect pizza token | rpa_{A30}
rootly key | rootly_{h64}
swarm join token | SWMTKN-1-{l50}-{l25}
swarm unlock key | SWMKEY-1-{b43}
tableau token | {b22}==:{A32}
val town token | vtwn_{A40}
voyage key | pa-{u43}
weights and biases key | wandb_v1_{A77}
xendit key | xnd_production_{A60}
zai key | {h32}.{A16}
zuplo key | zpka_{l32}_{h8}
aiven token | =aiven {b372}
apollo key | =apollo {u22}
assemblyai key | =assemblyai {h32}
bitly token | =bitly {h40}
box token | =box {A32}
checkout secret | =checkout sk_{x36}
civo key | =civo {A50}
clickup token | =clickup pk_{d8}_{U32}
cloudinary secret | =cloudinary {A27}
coveralls token | =coveralls {A37}
databento key | =databento db-{A29}
elevenlabs key | =elevenlabs sk_{h48}
fal key | =fal {x36}:{h32}
gumroad token | =gumroad {u43}
hashicorp cloud secret | =hcp {u64}
influxdb token | =influx {u86}==
meraki key | =meraki {h40}
mistral key | =mistral {A32}
mux secret | =mux {b75}
ollama key | =ollama {h32}.{u24}
opsgenie key | =opsgenie {x36}
ovh secret | =ovh {h32}
postmark token | =postmark {x36}
retell key | =retell key_{h28}
snowflake token | =snowflake {A96}
upstage key | =upstage up_{A32}
vercel old token | =vercel {A24}
virustotal key | =virustotal {h64}
woocommerce secret | =woocommerce cs_{h40}
zoho secret | =zoho {h42}
"""

LATER = """
firecrawl key | fc-{h32}
tavily key | tvly-{A32}
jina key | jina_{h32}{A28}
e2b key | e2b_{h40}
browserbase key | bb_live_{u27}
fireworks key | fw_{A24}
turnstile secret | 0x4AAAAAAA{u27}
hubspot private app | pat-na1-{x36}
contentful token | CFPAT-{u43}
vercel store token | vercel_blob_rw_{A16}_{A30}
snyk service token | snyk_uat.{h8}.{A40}
bitrise user token | bitpat_{A40}
chroma key | ck-{A44}
helicone key | sk-helicone-{l7}-{l7}-{l7}-{l7}
scaleway key | SCW{U17}
porkbun secret | sk1_{h64}
dnsimple token | dnsimple_u_{A32}
bitwarden token | 0.{x36}.{A30}:{b22}==
infisical token | st.{h24}.{h32}.{h32}
launchdarkly key | sdk-{x36}
statsig secret | secret-{A43}
growthbook key | secret_user_{A42}
mollie key | live_{A30}
adyen key | AQE{b80}
dbt token | dbtc_{u56}
modal secret | as-{A22}
anyscale token | aph0_{A56}
qdrant key | {u36}|{u40}
apify proxy password | apify_proxy_{A25}
windmill token | wm_token_{A32}
novu key | nv-{h32}
knock key | sk_{u43}
inngest key | signkey-prod-{h64}
trigger key | tr_prod_{A20}
convex key | prod:{l20}|{b64}
turso token | eyJ{u20}.eyJ{u60}.{u86}
upstash queue token | qstash_{A48}
depot token | depot_org_{h64}
namespace token | nsct_{u60}
koyeb token | =koyeb {l64}
hetzner token | =hetzner {A64}
linode token | =linode {h64}
railway token | =railway {x36}
comet key | =comet {A25}
paystack secret | =paystack sk_live_{h40}
typesense key | =typesense {A32}
roboflow key | =roboflow {A20}
neptune token | =neptune eyJ{b160}
godaddy secret | =godaddy {A22}
namecheap key | =namecheap {h32}
"""

INNOCENT = r"""
digest in a sentence | The file's SHA-256 is {h64}.
digest with its name | sha256:{h64}
older digest | SHA-1 {h40} of the archive
oldest digest | md5sum: {h32}  planes.csv
long digest | BLAKE2b {h128}
digest of a pinned wheel | numpy==2.1.3 --hash=sha256:{h64}
digest of a script | integrity="sha384-{b64}"
digest of a package | "integrity": "sha512-{b86}=="
digest in a card | digest = "{h64}"
digest of a row | row_digest: {h16}
checksum of a table | crc32 {h8}
commit | commit {h40}
short commit | fixed in {h7}
range of commits | {h7}...{h7}
described commit | v2.3.1-14-g{h7}
address of a commit | https://github.com/scipy/scipy/commit/{h40}
address of a file at a commit | https://raw.githubusercontent.com/pandas-dev/pandas/{h40}/README.md
identifier | {x36}
identifier in capitals | {X36}
identifier of a figure | <div id="{x36}" class="plotly-graph-div"></div>
identifier of a cell | "id": "{h8}-{h4}-{h4}"
short identifier of a cell | "id": "{h8}"
run of a tracker | run_id = {h32}
experiment of a tracker | mlruns/0/{h32}/artifacts/model
styled table | #T_{h5}_row0_col1 {{ width: 10em; }}
clip of a drawing | clip-path="url(#p{h10})"
marker of a drawing | <use xlink:href="#m{h10}" x="57.6"/>
glyph of a drawing | id="DejaVuSans-{n2}"
object in memory | <portfolio.scoring.Scorecard object at 0x7f{h10}>
picture of a page | _images/{h64}.png
script with its version | _static/documentation_options.js?v={h8}
style with its version | _static/styles/theme.css?digest={h20}
bundle of a theme | _static/scripts/bootstrap.{h20}.js
bundle of a site | assets/index-{u8}.js
chunk of a site | chunks/{n4}-{h16}.js
build of Sphinx | config: {h32}
wheel | scikit_learn-1.5.2-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl
build of conda | pytorch-2.4.1-cpu_mkl_py311h{h7}_{n3}
build for a card | torch==2.6.0+cu124.dev2024{n4}
lock of an environment | environment-{h8}.lock
layer of an image | {h12}: Pull complete
image of a container | python@sha256:{h64}
tag of a response | ETag: "{h13}-{h5}"
public file of a bucket | s3://noaa-gsod-pds/2023/{n11}.csv
identifier of a paper | doi:10.1016/j.ejor.{n4}.{n6}
paper before print | arXiv:{n4}.{n5}v2
author of papers | https://orcid.org/0000-0002-{n4}-{n4}
scholar of a page | https://scholar.google.com/citations?user={u12}&hl=en
video | https://www.youtube.com/watch?v={u11}
item of Wikidata | https://www.wikidata.org/wiki/Q{n7}
book | ISBN 978-0-387-84857-0
molecule | InChIKey {Z14}-{Z10}-N
formula of a molecule | CC(=O)Oc1ccccc1C(=O)O and CN1C=NC2=C1C(=O)N(C(=O)N2C)C
gene | ENSG{n11}
variant of a gene | rs{n8}
strand | {G60}
protein | {P60}
cell of a map | 8928308280f{h4}
place of a map | geohash u09tvw0f6szy
board of chess | r1bqkbnr/pppp1ppp/2n5/4p3/4P3/5N2/PPPP1PPP/RNBQKB1R w KQkq - 2 3
long number | 0.{n17}
small number | {n1}.{n15}e-{n2}
seeds | SeedSequence(entropy={n39})
time | 2024-05-02T10:11:12.{n6}+00:00
colours | ["#{h6}", "#{h6}", "#{h6}", "#{h6}"]
count of tokens | max_tokens={n3}, token_count: {n4}
pieces of words | ['token', '##ization', 'of', 'pass', '##words']
key of a table | key="gross_margin_{n4}", sort_key="customer_since_{n4}"
name of a column | passenger_count_by_carrier_and_month_2013_2014
name of a class | HistGradientBoostingClassifierWithMonotonicConstraints
name of a module | sklearn.experimental.enable_hist_gradient_boosting
anchor of a section | #what-the-score-does-not-see-in-the-first-twelve-months-of-a-loan
estimator of a page | <div id="sk-container-id-{n2}" class="sk-top-container">
style of an estimator | .sk-estimator-doc-link.fitted .sk-toggleable__content-arrow
variable of a style | var(--pst-color-secondary-highlight-{n3})
kernel of a library | void at::native::vectorized_elementwise_kernel<4, at::native::FillFunctor<float>>
step of a pipeline | pipe_standardscaler__with_mean_{n3}_columntransformer
name of a checkpoint | epoch_{n3}_step_{n6}_val_loss_0_{n4}.safetensors
folder of a model | models--sentence-transformers--all-MiniLM-L6-v2/snapshots/{h40}
file of a cache | runs_{h12}.parquet
plane | N{n5} flew UA{n4} to KORD
order of a shop | order {n6}, stock code {n5}A, customer {n5}
line of a log | [2024-05-02 10:11:12] epoch={n3} loss=0.{n6} lr=1e-{n1}
mathematics | \mathbb{{E}}_{{q_\phi(z|x)}}[\log p_\theta(x|z)] - \mathrm{{KL}}
quoted expression | re.compile(r"[A-Za-z0-9+/_-]{{32,512}}={{0,2}}")
placeholder | api_key = "YOUR_API_KEY_HERE"
setting from outside | token = os.environ["SHOP_TOKEN"]
"""

ALPHABETS = {
    **{
        "h": HEX,
        "l": LOWER_ALNUM,
        "U": UPPER + DIGIT,
        "A": ALNUM,
        "u": URLSAFE,
        "b": B64,
        "n": DIGIT,
        "d": DIGIT,
    },
    **{"Z": string.ascii_uppercase, "G": "ACGT", "P": "ACDEFGHIKLMNPQRSTVWY"},
}
_HOLE = re.compile(r"(?<!\{)\{([A-Za-z])(\d+)\}")
_PLACES = ("prose", "text output", "html output", "attribute", "notebook source", "notebook output", "json file", "page source")  # fmt: skip


def kinds(table: str) -> dict[str, str]:
    """Return the texts of a table by their kinds."""
    return dict(line.split(" | ", 1) for line in table.strip().splitlines())


def digest(table: str) -> str:
    """Return what pins a table."""
    return sha256(table.encode()).hexdigest()


def filled(text: str, random: Random) -> str:
    """Return a text with random characters in its holes."""

    def fill(hole: re.Match[str]) -> str:
        if hole[1] in "xX":
            value = "-".join(draw(random, HEX, size) for size in (8, 4, 4, 4, 12))
            return value if hole[1] == "x" else value.upper()
        return draw(random, ALPHABETS[hole[1]], int(hole[2]))

    return _HOLE.sub(fill, text).replace("{{", "{").replace("}}", "}")


def unseen(seed: int, table: str = UNSEEN, rounds: int = 4) -> Iterator[Leak]:
    """Yield tokens of every kind of a table, each time in another kind of file."""
    random, names = Random(seed), list(CARRIERS)
    for number, (kind, text) in enumerate(kinds(table).items()):
        for turn in range(rounds):
            carrier = names[(number + 5 * turn + seed) % len(names)]
            yield _leak(kind, text, carrier, random)


def _leak(kind: str, text: str, carrier: str, random: Random) -> Leak:
    if text.startswith("="):
        issuer, form = text[1:].split(" ", 1)
        planted, needle = issued(issuer, lambda random: filled(form, random))(random)
    else:
        needle = filled(text, random)
        planted = f"log in with {needle} first"
    name, plant = CARRIERS[carrier]
    return Leak(kind, carrier, name, plant(planted), needle)


def innocent(seed: int) -> Iterator[tuple[str, str, bytes, str]]:
    """Yield kind, name and content of files without a secret, and the text that looks like one."""
    random = Random(seed)
    for kind, text in kinds(INNOCENT).items():
        for carrier in _PLACES:
            planted = filled(text, random)
            name, plant = CARRIERS[carrier]
            yield f"{kind} in {carrier}", name, plant(planted), planted
    yield from _packed(random)


def _packed(random: Random) -> Iterator[tuple[str, str, bytes, str]]:
    """Yield pages with the numbers of a figure and with a picture, both packed in base64."""
    numbers = b64encode(random.randbytes(480)).decode()
    figure = {"data": [{"type": "scatter", "x": {"dtype": "f8", "bdata": numbers}}], "layout": {}}
    page = (
        f'<html lang="en"><body><script type="application/json">{json.dumps(figure)}</script></body></html>'
    )
    yield "numbers of a figure", "page.html", page.encode(), numbers
    picture = b64encode(CARRIERS["png text"][1](random.randbytes(90).hex(" "))).decode()
    page = f'<html lang="en"><body><img alt="Bars" src="data:image/png;base64,{picture}"></body></html>'
    yield "picture of a page", "page.html", page.encode(), picture

"""The forms of tokens as their issuers document them: one table, read by one matcher.

A row is an issuer and the forms of its tokens, two spaces apart. In a form, `{A36}` stands for 36
characters of an alphabet, `{A36+}` for at least so many and `{A20-30}` for 20 to 30; `<a|b>` for one of
several texts; all else for itself. A base64 body may end in its padding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

TABLE = """
Amazon Web Services             <AKIA|ASIA|ABIA|ACCA>{U16}  ABSK{b100+}
Amazon Web Services (masked)    <AKIA|ASIA>{U6-15}**
GitHub                          gh<p|o|u|s|r>_{A36+}  github_pat_{w60+}
GitLab                          gl<pat|dt|ft|soat|rt|cbt|ptt|agent|oas|imt|ffct>-{t20+}  GR1348941{u20}
Bitbucket                       ATBB{t20+}
Atlassian                       AT<A|C>TT3{t60+}
Slack                           xox<a|b|e|o|p|r|s><|.xoxb|.xoxp>-{u10+}  xapp-{d1}-{U1+}-{d1+}-{l1+}
Slack                           hooks.slack.com/<services|workflows>/{p20+}
Discord                         discord<|app>.com/api/webhooks/{d17-20}/{u60+}  <M|N|O>{u23-27}.{u6}.{u27-38}
Microsoft Teams                 {u1+}.webhook.office.com/webhookb2/{a36+}
Zapier                          hooks.zapier.com/hooks/catch/{d1+}/{w1+}
Stripe                          <r|s|p>k_<live|test>_{A16+}  whsec_{b24+}
Square                          sq0<atp|csp|idp>-{u22-43}  EAAA{u60}
PayPal or Braintree             access_token$<production|sandbox>${l16}${h32}
Shopify                         shp<at|ca|pa|ss|tka>_{H32}
Google                          AIza{u35}  GOCSPX-{u28}  ya29.{u20+}  1//0{u40+}
Microsoft Azure                 {k3}{d1}Q~{k31-34}  <AccountKey|SharedAccessKey>={b40+}
DigitalOcean                    do<o|p|r>_v1_{h64}
Databricks                      dapi{h32}
Docker                          dckr_<pat|oat>_{u27+}
npm                             npm_{A36}
PyPI                            pypi-AgE{u50+}
RubyGems                        rubygems_{h48}
crates.io                       cio{A32}
Hugging Face                    <hf|api_org>_{A30+}
OpenAI                          sk-{u0+}T3BlbkFJ{u20+}  sk-<|proj-|svcacct-|admin->{A40+}
Anthropic                       sk-ant-{l3+}-{u24+}
OpenRouter                      sk-or-v1-{h64}
Groq                            gsk_{A48+}
Replicate                       r8_{A37}
Perplexity                      pplx-{A40+}
xAI                             xai-{w70+}
LangSmith                       lsv2_<pt|sk>_{h32}_{h10}
SendGrid                        SG.{u16-32}.{u16-64}
Mailgun                         key-{h32}
Mailchimp                       {h32}-us{d1-2}
Brevo                           xkeysib-{h64}-{A16}
Twilio                          <AC|SK>{h32}
Telegram                        {d8-10}:A{u34}
Notion                          secret_{A43}  ntn_{A40+}
Linear                          lin_<api|oauth>_{A40+}
Airtable                        pat{A14}.{h64}
Figma                           fig<d|o|u|r>_{u40+}
Postman                         PMAK-{h24}-{h34}
New Relic                       NR<AK|JS|II|BR>-{A19-32}
Grafana                         glsa_{A32}_{H8}  glc_{b32+}
Sentry                          sntry<s|u>_{s40+}
Vault                           hv<s|b|r>.{u24+}
Terraform                       {A14}.atlasv1.{u60+}
Pulumi                          pul-{h40}
Doppler                         dp.<pt|st|ct|sa|scim|audit>.{t40+}
Heroku                          HRKU-{u36+}
Netlify                         nf<p|c|u|o>_{A36+}
Supabase                        sbp_{h40}  sb_secret_{u30+}
PlanetScale                     pscale_<tkn|oauth|pw>_{t32+}
Fly.io                          fm<1|2><|a|r>_{s50+}  fo1_{u43}
Tailscale                       tskey-{u26+}
Cloudflare                      v1.0-{h24}-{h146}
Mapbox                          <p|s>k.eyJ{u20+}.{u20+}
Dropbox                         sl.<|u.>{u100+}
Facebook                        EAA{A80+}
JFrog                           AKCp{A50+}  cmVmdGtuO{A50+}
1Password                       ops_eyJ{b100+}
age                             AGE-SECRET-KEY-1{U58}
Adobe                           p8e-{A32}
Alibaba Cloud                   LTAI{A12-26}
Authress                        <sc|ext|scauth|authress>_{A5-30}.{A4-6}.acc<_|->{u10-32}.{s30+}
Canva                           cnvca{u51}
Clojars                         CLOJARS_{A60}
Defined Networking              dnkey-{l26}-{l52}
Dynatrace                       dt0c01.{U24}.{U64}
EasyPost                        <EZAK|EZTK>{A54}
Flutterwave                     FLWSECK<|_TEST>-{A12-40}
Frame.io                        fio-u-{u64}
Harness                         <pat|sat>.{u22}.{h24}.{A20}
Infracost                       ico-{A32}
Instagram                       IGQVJ{A100+}
42                              s-s4t2<ud|af>-{h64}
Lob                             <live|test><|_pub>_{h31-35}
NuGet                           oy2{l43}
Octopus Deploy                  API-{U26}
Prefect                         pn<u|b>_{A36}
ReadMe                          rdme_{l70}
SettleMint                      sm_<pat|aat|sat>_{A16}
SonarQube                       sq<u|p|a>_{t40}
Sourcegraph                     sgp_<|local_>{h40}  sgp_{h16}_{h40}
Typeform                        tfp_{t59}
Salesforce                      00D{A12}!{t80+}
Sidekiq                         BUNDLE_ENTERPRISE__CONTRIBSYS__COM={h8}:{h8}
Yandex                          AQVN{u34-38}
a password's keeper (its hash)  $<1|5|6|apr1>${c1-16}${c22-86}  $<5|6>$rounds={d1+}${c1-16}${c22-86}
a password's keeper (its hash)  $2<|a|b|x|y>${d2}${c53}  $<y|gy|7>${c1+}${c1+}${c43}
a password's keeper (its hash)  $argon2<id|i|d>$v={d1+}$m={d1+}  <pbkdf2|scrypt>{m0+}${e8+}${e40+}
a password's keeper (its hash)  <pbkdf2|scrypt>{m0+}${d1+}${e8+}${e40+}
a web service (web token)       eyJ{u8+}.eyJ{u8+}.{u0+}  eyJ{u8+}.{u0+}.{u0+}.{u0+}.{u0+}
"""

ALPHABETS = {
    "d": "0-9", "h": "0-9a-f", "H": "0-9a-fA-F", "l": "a-z0-9", "U": "A-Z0-9",
    "A": "A-Za-z0-9", "w": "A-Za-z0-9_", "u": "A-Za-z0-9_-", "b": "A-Za-z0-9+/",
    "a": "A-Za-z0-9_@/-",  # of an address with a tenant
    "c": "A-Za-z0-9_./",  # of crypt(3)
    "e": "A-Za-z0-9_./+=-",  # of a web framework's hashes
    "k": "A-Za-z0-9_~.-",
    "m": "A-Za-z0-9_:",
    "p": "A-Za-z0-9_/-",
    "s": "A-Za-z0-9_+/=-",
    "t": "A-Za-z0-9_.=-",
}  # fmt: skip
PART = re.compile(
    r"\{(?P<alphabet>\w)(?P<least>\d+)(?P<more>\+|-(?P<most>\d+))?\}|<(?P<texts>[^>]*)>|(?P<text>[^{<]+)"
)
_START, _END = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"


@dataclass(frozen=True)
class Format:
    """The form of one issuer's tokens.

    Parameters
    ----------
    issuer
        Whose token it is.
    form
        The form, in the notation of the table.
    """

    issuer: str
    form: str

    @cached_property
    def anchors(self) -> tuple[str, ...]:
        """Texts of which one stands in every such token: without them no pattern is tried."""
        choices: list[list[str]] = [[""]]
        for part in PART.finditer(self.form):
            if part["alphabet"]:
                choices.append([""])
            else:
                texts = [part["text"]] if part["text"] else part["texts"].split("|")
                choices[-1] = [before + text for before in choices[-1] for text in texts]
        return tuple(max(choices, key=lambda choice: min(map(len, choice))))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(_START + "".join(map(_regex, PART.finditer(self.form))) + _END)

    @cached_property
    def _any_case(self) -> re.Pattern[str]:
        return re.compile(self._pattern.pattern, re.IGNORECASE)

    def matches(self, text: str, *, any_case: bool) -> Iterator[str]:
        """Yield each text of this form."""
        pattern = self._any_case if any_case else self._pattern
        yield from (match[0] for match in pattern.finditer(text))


def _regex(part: re.Match[str]) -> str:
    """Return what a part of a form matches."""
    if part["text"]:
        return re.escape(part["text"])
    if part["texts"] is not None:
        return f"(?:{'|'.join(map(re.escape, part['texts'].split('|')))})"
    most = part["least"] if not part["more"] else part["most"] or ""
    padding = "={0,2}" if part["alphabet"] == "b" else ""
    return f"[{ALPHABETS[part['alphabet']]}]{{{part['least']},{most}}}{padding}"


def _rows() -> Iterator[Format]:
    for line in TABLE.strip().splitlines():
        issuer, *forms = re.split(r" {2,}", line)
        yield from (Format(issuer, form) for form in forms)


FORMATS = tuple(_rows())

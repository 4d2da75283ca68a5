"""The forms of tokens, as their issuers document them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_START, _END = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"


@dataclass(frozen=True)
class Format:
    """The form of one issuer's tokens.

    Parameters
    ----------
    issuer
        Whose token it is.
    anchors
        Texts of which one stands in every such token: without them no pattern is tried.
    body
        The pattern; a group marks the token if more is matched.
    """

    issuer: str
    anchors: tuple[str, ...]
    body: str

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(f"{_START}(?:{self.body}){_END}")

    @cached_property
    def _any_case(self) -> re.Pattern[str]:
        return re.compile(f"{_START}(?:{self.body}){_END}", re.IGNORECASE)

    def pattern_for(self, *, any_case: bool) -> re.Pattern[str]:
        """Return the compiled pattern."""
        return self._any_case if any_case else self._pattern


FORMATS = (
    Format("Amazon Web Services", ("AKIA", "ASIA", "ABIA", "ACCA"), r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}"),
    Format("Amazon Web Services, masked in part", ("AKIA", "ASIA"), r"(?:AKIA|ASIA)[A-Z0-9]{6,15}\*{2,}"),
    Format("Amazon Bedrock", ("ABSK",), r"ABSK[A-Za-z0-9+/]{100,}={0,2}"),
    Format("GitHub", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"gh[pousr]_[A-Za-z0-9]{36,255}"),
    Format("GitHub", ("github_pat_",), r"github_pat_[A-Za-z0-9_]{60,255}"),
    Format("GitLab", ("gl",), r"gl(?:pat|dt|ft|soat|rt|cbt|ptt|agent|oas|imt|ffct)-[A-Za-z0-9_.-]{20,300}"),
    Format("Bitbucket", ("ATBB",), r"ATBB[A-Za-z0-9_=-]{20,}"),
    Format("Atlassian", ("ATATT3", "ATCTT3"), r"AT[AC]TT3[A-Za-z0-9_=-]{60,}"),
    Format("Slack", ("xox",), r"xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,250}"),
    Format("Slack", ("xapp-",), r"xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]+"),
    Format("Slack", ("hooks.slack.com",), r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,}"),
    Format("Discord", ("discord",), r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60,}"),
    Format(
        "Microsoft Teams", ("webhook.office.com",), r"[\w-]+\.webhook\.office\.com/webhookb2/[\w@/-]{36,}"
    ),
    Format("Zapier", ("hooks.zapier.com",), r"hooks\.zapier\.com/hooks/catch/\d+/\w+"),
    Format("Stripe", ("_live_", "_test_"), r"[rsp]k_(?:live|test)_[A-Za-z0-9]{16,250}"),
    Format("Stripe", ("whsec_",), r"whsec_[A-Za-z0-9+/=]{24,}"),
    Format("Square", ("sq0",), r"sq0(?:atp|csp|idp)-[\w-]{22,43}"),
    Format("Square", ("EAAA",), r"EAAA[\w-]{60}"),
    Format(
        "PayPal or Braintree",
        ("access_token$",),
        r"access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[0-9a-f]{32}",
    ),
    Format("Shopify", ("shp",), r"shp(?:at|ca|pa|ss|tka)_[0-9a-fA-F]{32}"),
    Format("Google", ("AIza",), r"AIza[\w-]{35}"),
    Format("Google", ("GOCSPX-",), r"GOCSPX-[\w-]{28}"),
    Format("Google", ("ya29.",), r"ya29\.[\w-]{20,}"),
    Format("Google", ("1//0",), r"1//0[\w-]{40,}"),
    Format("Microsoft Azure", ("Q~",), r"[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}"),
    Format(
        "Microsoft Azure",
        ("AccountKey=", "SharedAccessKey="),
        r"(?:Account|SharedAccess)Key=([A-Za-z0-9+/]{40,}={0,2})",
    ),
    Format("DigitalOcean", ("_v1_",), r"do[opr]_v1_[0-9a-f]{64}"),
    Format("Databricks", ("dapi",), r"dapi[0-9a-f]{32}(?:-\d)?"),
    Format("Docker", ("dckr_",), r"dckr_(?:pat|oat)_[\w-]{27,}"),
    Format("npm", ("npm_",), r"npm_[A-Za-z0-9]{36}"),
    Format("PyPI", ("pypi-AgE",), r"pypi-AgE[\w-]{50,}"),
    Format("RubyGems", ("rubygems_",), r"rubygems_[0-9a-f]{48}"),
    Format("crates.io", ("cio",), r"cio[A-Za-z0-9]{32}"),
    Format("Hugging Face", ("hf_", "api_org_"), r"(?:hf|api_org)_[A-Za-z0-9]{30,}"),
    Format("OpenAI", ("T3BlbkFJ",), r"sk-[\w-]*T3BlbkFJ[\w-]{20,}"),
    Format("OpenAI", ("sk-",), r"sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9]{40,}"),
    Format("Anthropic", ("sk-ant-",), r"sk-ant-[a-z]+\d\d-[\w-]{24,}"),
    Format("OpenRouter", ("sk-or-",), r"sk-or-v1-[0-9a-f]{64}"),
    Format("Groq", ("gsk_",), r"gsk_[A-Za-z0-9]{48,}"),
    Format("Replicate", ("r8_",), r"r8_[A-Za-z0-9]{37}"),
    Format("Perplexity", ("pplx-",), r"pplx-[A-Za-z0-9]{40,}"),
    Format("xAI", ("xai-",), r"xai-[A-Za-z0-9_]{70,}"),
    Format("LangSmith", ("lsv2_",), r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    Format("SendGrid", ("SG.",), r"SG\.[\w-]{16,32}\.[\w-]{16,64}"),
    Format("Mailgun", ("key-",), r"key-[0-9a-f]{32}"),
    Format("Mailchimp", ("-us",), r"[0-9a-f]{32}-us\d{1,2}"),
    Format("Brevo", ("xkeysib-",), r"xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}"),
    Format("Mandrill", ("md-",), r"md-(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{22}"),
    Format("Twilio", ("AC", "SK"), r"(?:AC|SK)[0-9a-f]{32}"),
    Format("Telegram", (":A",), r"\d{8,10}:A[\w-]{34}"),
    Format("Discord", (".",), r"[MNO][A-Za-z\d_-]{23,27}\.[\w-]{6}\.[\w-]{27,38}"),
    Format("Notion", ("secret_", "ntn_"), r"(?:secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{40,})"),
    Format("Linear", ("lin_api_",), r"lin_(?:api|oauth)_[A-Za-z0-9]{40,}"),
    Format("Airtable", ("pat",), r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}"),
    Format("Figma", ("fig",), r"fig[dour]_[\w-]{40,}"),
    Format("Postman", ("PMAK-",), r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    Format("New Relic", ("NRAK-", "NRJS-"), r"NR(?:AK|JS|II|BR)-[A-Za-z0-9]{19,32}"),
    Format(
        "Grafana", ("glsa_", "glc_"), r"(?:glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}|glc_[A-Za-z0-9+/]{32,}={0,2})"
    ),
    Format("Sentry", ("sntry",), r"sntry[su]_[A-Za-z0-9+/=_]{40,}"),
    Format("Vault", ("hvs.", "hvb."), r"hv[sbr]\.[\w-]{24,}"),
    Format("Terraform", (".atlasv1.",), r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}"),
    Format("Pulumi", ("pul-",), r"pul-[0-9a-f]{40}"),
    Format("Doppler", ("dp.",), r"dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{40,}"),
    Format("Heroku", ("HRKU-",), r"HRKU-[\w-]{36,}"),
    Format("Netlify", ("nf",), r"nf[pcuo]_[A-Za-z0-9]{36,}"),
    Format("Supabase", ("sbp_", "sb_secret_"), r"(?:sbp_[0-9a-f]{40}|sb_secret_[\w-]{30,})"),
    Format("PlanetScale", ("pscale_",), r"pscale_(?:tkn|oauth|pw)_[\w.=-]{32,}"),
    Format("Fly.io", ("fm1", "fm2_", "fo1_"), r"(?:fm[12][ar]?_[\w+/=,-]{50,}|fo1_[\w-]{43})"),
    Format("Tailscale", ("tskey-",), r"tskey-[a-z]+-[A-Za-z0-9]+-?[A-Za-z0-9]{20,}"),
    Format("Cloudflare", ("v1.0-",), r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}"),
    Format("Mapbox", ("k.eyJ",), r"[ps]k\.eyJ[\w-]{20,}\.[\w-]{20,}"),
    Format("Dropbox", ("sl.",), r"sl\.(?:u\.)?[\w-]{100,}"),
    Format("Facebook", ("EAA",), r"EAA[A-Za-z0-9]{80,}"),
    Format("JFrog", ("AKC", "cmVmdGtu"), r"(?:AKCp[A-Za-z0-9]{50,}|cmVmdGtuO[A-Za-z0-9]{50,})"),
    Format("1Password", ("ops_eyJ",), r"ops_eyJ[A-Za-z0-9+/=]{100,}"),
    Format("age", ("AGE-SECRET-KEY-1",), r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
    Format("Adobe", ("p8e-",), r"p8e-[A-Za-z0-9]{32}"),
    Format(
        "Authress",
        (".acc",),
        r"(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][\w-]{10,32}\.[\w+/=-]{30,120}",
    ),
    Format("Clojars", ("CLOJARS_",), r"CLOJARS_[A-Za-z0-9]{60}"),
    Format("EasyPost", ("EZAK", "EZTK"), r"EZ[AT]K[A-Za-z0-9]{54}"),
    Format("Flutterwave", ("FLWSECK",), r"FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,40}(?:-X)?"),
    Format("Frame.io", ("fio-u-",), r"fio-u-[\w=-]{64}"),
    Format("Infracost", ("ico-",), r"ico-[A-Za-z0-9]{32}"),
    Format("42", ("s-s4t2",), r"s-s4t2(?:ud|af)-[0-9a-f]{64}"),
    Format("Lob", ("live_", "test_"), r"(?:live|test)(?:_pub)?_[0-9a-f]{31,35}"),
    Format("NuGet", ("oy2",), r"oy2[a-z0-9]{43}"),
    Format("Octopus Deploy", ("API-",), r"API-[A-Z0-9]{26}"),
    Format("Prefect", ("pnu_", "pnb_"), r"pn[ub]_[A-Za-z0-9]{36}"),
    Format("ReadMe", ("rdme_",), r"rdme_[a-z0-9]{70}"),
    Format("SettleMint", ("sm_",), r"sm_(?:pat|aat|sat)_[A-Za-z0-9]{16}"),
    Format("SonarQube", ("squ_", "sqp_", "sqa_"), r"sq[upa]_[A-Za-z0-9=_-]{40}"),
    Format("Sourcegraph", ("sgp_",), r"sgp_(?:(?:[0-9a-f]{16}|local)_)?[0-9a-f]{40}"),
    Format("Typeform", ("tfp_",), r"tfp_[\w.=-]{59}"),
    # The hash of a password, in the form that crypt(3) calls modular, and in those of web frameworks.
    Format(
        "a password's keeper (its hash)",
        ("$1$", "$5$", "$6$", "$apr1$"),
        r"\$(?:1|5|6|apr1)\$(?:rounds=\d+\$)?[\w./]{1,16}\$[\w./]{22,86}",
    ),
    Format("a password's keeper (its hash)", ("$2",), r"\$2[abxy]?\$\d\d\$[\w./]{53}"),
    Format("a password's keeper (its hash)", ("$y$", "$7$"), r"\$(?:g?y|7)\$[\w./]+\$[\w./]+\$[\w./]{43}"),
    Format("a password's keeper (its hash)", ("$argon2",), r"\$argon2(?:id|i|d)\$v=\d+\$m=\d+"),
    Format(
        "a password's keeper (its hash)",
        ("pbkdf2", "scrypt"),
        r"(?:pbkdf2|scrypt)[\w:]*\$(?:\d+\$)?[\w./+=-]{8,}\$[\w./+=-]{40,}",
    ),
    Format("a web service (JSON web token)", ("eyJ",), r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*"),
    Format("a web service (encrypted web token)", ("eyJ",), r"eyJ[\w-]{8,}(?:\.[\w-]*){4}"),
)

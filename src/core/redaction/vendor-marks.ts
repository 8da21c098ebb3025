/**
 * A secret that its vendor marks: what it begins with, and the rest of it, as parts of an expression.
 * The facts are those of the public rule sets of secret scanners; lengths are lower bounds, so that a new generation is hidden too.
 */
interface Mark {
  readonly vendor: string;
  readonly prefix: string;
  readonly rest: string;
  /** A text that begins like many such secrets and is none: the tests measure the time that the expression takes with it. */
  readonly worst: string;
}

const mark = (vendor: string, prefix: string, rest: string, worst = prefix.replace(/\\(.)/g, '$1')): Mark => ({
  vendor,
  prefix,
  rest,
  worst,
});

const WORD = '[\\w-]';
const ALNUM = '[A-Za-z0-9]';
const HEX = '[0-9a-fA-F]';
const BASE64 = '[A-Za-z0-9+/_-]';
const UUID = `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`;

const code = (): readonly Mark[] => [
  mark('GitHub', 'gh[pousr]_', `${ALNUM}{16,}`, 'ghp_'),
  mark('GitHub', 'github_pat_', '\\w{20,}'),
  mark('GitLab', 'gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct|wt)-', '[\\w.-]{16,}', 'glpat-'),
  mark('GitLab', 'GR1348941', `${WORD}{16,}`),
  mark('Bitbucket', '(?:ATBB|BBDC-)', `${BASE64}{24,}`, 'BBDC-'),
  mark('Atlassian', 'AT(?:ATT|CTT|STT|NTT)3', '[\\w=-]{20,}', 'ATATT3'),
  mark('npm', 'npm_', `${ALNUM}{30,}`),
  mark('PyPI', 'pypi-', `${WORD}{32,}`),
  mark('RubyGems', 'rubygems_', `${HEX}{32,}`),
  mark('crates.io', 'cio', `(?=[A-Za-z]{0,31}\\d)${ALNUM}{32}(?!${ALNUM})`),
  mark('NuGet', 'oy2', '[a-z0-9]{43}(?![a-z0-9])'),
  mark('Clojars', 'CLOJARS_', `${ALNUM}{40,}`),
  mark('Docker', 'dckr_[a-z]{3}_', `${WORD}{16,}`, 'dckr_pat_'),
  mark('JFrog', '(?:AKCp|cmVmd)', `${ALNUM}{50,}`, 'AKCp'),
  mark('Sourcegraph', 'sgp_', `(?:${HEX}{16}_|local_)?${HEX}{32,}`),
  mark('Postman', 'PMAK-', `${HEX}{20,}-${HEX}{20,}`),
  mark('Read Me', 'rdme_', '[a-z0-9]{40,}'),
  mark('Buildkite', 'bk(?:ua|ct|aa|at)_', `${ALNUM}{20,}`, 'bkua_'),
  mark('CircleCI', 'CCIPAT_', `${WORD}{20,}`),
  mark('Figma', 'fig[duo][rh]?_', `${WORD}{20,}`, 'figd_'),
  mark('Sonar', 'sq[uap]_', `${HEX}{40}`, 'squ_'),
  mark('npm', 'NpmToken\\.', `${UUID}`, 'NpmToken.'),
];

const clouds = (): readonly Mark[] => [
  mark('AWS', '(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])', '[A-Z0-9]{16}(?![A-Z0-9])', 'AKIA'),
  mark('AWS Bedrock', 'ABSK', `${BASE64}{60,}={0,2}`),
  mark('AWS Bedrock', 'bedrock-api-key-', `${BASE64}{20,}={0,2}`),
  mark('Google', 'AIza', `${WORD}{30,}`),
  mark('Google', 'ya29\\.', '[\\w.-]{16,}'),
  mark('Google', '1//0', `${WORD}{30,}`),
  mark('Google', 'GOCSPX-', `${WORD}{16,}`),
  mark('Azure AD', '[\\w~.]{3}\\dQ~', '[\\w~.-]{30,}', 'abc8Q~'),
  mark('Alibaba', 'LTAI', `${ALNUM}{12,}`),
  mark('Tencent', 'AKID', `(?=[A-Za-z]{0,40}\\d)${ALNUM}{28,}`),
  mark('DigitalOcean', 'do[opr]_v1_', `${HEX}{32,}`, 'dop_v1_'),
  mark('Heroku', 'HRKU-', `${WORD}{30,}`),
  mark('Fly', 'fm[12][ar]?_', '[A-Za-z0-9+/=_-]{20,}', 'fm2_'),
  mark('Fly', 'fo1_', `${WORD}{30,}`),
  mark('Databricks', 'dapi', `${HEX}{32}(?:-\\d)?`),
  mark('Cloudflare', 'v1\\.0-', `${HEX}{24}-${HEX}{60,}`),
  mark('Cloudflare', 'cf(?:ut|at|k)_', `${ALNUM}{36,}`, 'cfut_'),
  mark('Vault', 'hv[sbr]\\.', `${WORD}{20,}`, 'hvs.'),
  mark('Vault', 's\\.', `(?=[A-Za-z]{0,23}\\d)(?=[a-z0-9]{0,23}[A-Z])${ALNUM}{24}(?![\\w(])`),
  mark('Netlify', 'nf[pcoub]_', `${ALNUM}{30,}`, 'nfp_'),
  mark('Terraform Cloud', `${ALNUM}{14}\\.atlasv1\\.`, '[\\w=-]{40,}', 'abcdefghijklmn.atlasv1.'),
  mark('Pulumi', 'pul-', `${HEX}{32,}`),
  mark('PlanetScale', 'pscale_(?:tkn|pw|oauth)_', '[\\w=.-]{20,}', 'pscale_pw_'),
  mark('Supabase', 'sb(?:p_|_secret_)', '\\w{20,}', 'sbp_'),
  mark('Doppler', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.', '[\\w.-]{20,}', 'dp.pt.'),
  mark('1Password', 'ops_eyJ', `${BASE64}{40,}={0,3}`),
  mark('1Password', 'A3-', '[A-Z0-9]{6}-[A-Z0-9]{5,11}-(?:[A-Z0-9]{5,6}-){1,4}[A-Z0-9]{5}'),
  mark('age', 'AGE-SECRET-KEY-(?:PQ-)?1', '[A-Z0-9]{30,}', 'AGE-SECRET-KEY-1'),
  mark('Tailscale', 'tskey-', `(?:[a-z]{1,12}-)?${ALNUM}{6,}(?:-${ALNUM}{6,})?`),
  mark('OpenShift', 'sha256~', `${WORD}{30,}`),
  mark('ClickHouse', '4b1d', `${ALNUM}{38}(?!${ALNUM})`),
  mark('Vercel', 'vc[piark]_', `${ALNUM}{24,}`, 'vcp_'),
  mark('Vercel', 'vercel_blob_rw_', '\\w{24,}'),
  mark('Neon', 'napi_', '[a-z0-9]{40,}'),
  mark('Render', 'rnd_', `${ALNUM}{28,}`),
  mark('Aiven', 'AVNS_', `${WORD}{16,}`),
  mark('DigitalOcean', 'DO00', '[A-Z0-9]{16}(?![A-Z0-9])'),
  mark('Exoscale', 'EXO', `${HEX}{24}(?!${ALNUM})`),
  mark('Akamai', 'akab-', '[a-z0-9]{16}-[a-z0-9]{16}'),
  mark('Confluent', 'cflt', `(?=[A-Za-z/+]{0,60}\\d)[A-Za-z0-9+/]{56,}={0,2}`),
  mark('Elastic', 'ess[up]_', `${BASE64}{40,}={0,2}`, 'essu_'),
  mark('Docker Swarm', 'SWMTKN-\\d-', '[a-z0-9]{40,}-[a-z0-9]{20,}', 'SWMTKN-1-'),
  mark('k3s', 'K10', `${HEX}{64}::[\\w:.-]{8,}`),
  mark('Rancher', '(?:token|kubeconfig)-[a-z0-9-]{1,20}:', '[a-z0-9]{54}', 'token-a:'),
  mark('Boundary', 'at_', `${ALNUM}{10}_s1${ALNUM}{60,}`),
  mark('Infisical', 'st\\.', `${UUID}\\.${HEX}{32}\\.${HEX}{32}`),
  mark('Bitwarden', '0\\.', `${UUID}\\.${ALNUM}{30}:[A-Za-z0-9+/]{22}={0,2}`),
];

const payment = (): readonly Mark[] => [
  mark('Stripe', '[sr]k_(?:live|test|prod)_', '\\w{10,}', 'sk_live_'),
  mark('Stripe', 'whsec_', '[A-Za-z0-9+/_=-]{16,}'),
  mark('Square', 'sq0[a-z]{3}-', `${WORD}{20,}`, 'sq0atp-'),
  mark('Square and Facebook', 'EAA[A-Z]', `${WORD}{50,}`, 'EAAA'),
  mark('Shopify', 'shp(?:at|ca|pa|ss|ua)_', `${HEX}{24,}`, 'shpat_'),
  mark('Flutterwave', 'FLWSECK(?:_TEST)?-', '[\\w-]{12,}', 'FLWSECK-'),
  mark('PayPal and Braintree', 'access_token\\$(?:production|sandbox)\\$', '[\\w$]{20,}', 'access_token$sandbox$'),
  mark('EasyPost', 'EZ[AT]K', `${ALNUM}{40,}`, 'EZAK'),
  mark('Shippo', 'shippo_(?:live|test)_', `${HEX}{30,}`, 'shippo_live_'),
  mark('Duffel', 'duffel_(?:live|test)_', '[\\w=-]{30,}', 'duffel_live_'),
  mark('Frame.io', 'fio-u-', '[\\w=-]{40,}'),
  mark('Plaid', 'access-(?:sandbox|development|production)-', `${UUID}`, 'access-sandbox-'),
  mark('Razorpay', 'rzp_(?:live|test)_', `${ALNUM}{14,}`, 'rzp_live_'),
  mark(
    'Mollie, Lob, GoCardless and MessageBird',
    '(?:live|test)_',
    `(?=[A-Za-z_-]{0,40}\\d)(?:${ALNUM}{25,}|${WORD}{40})(?![\\w-])`,
    'live_',
  ),
  mark('Paddle', 'pdl_(?:live|sdbx)_apikey_', '\\w{40,}', 'pdl_live_apikey_'),
  mark('Polar', 'polar_[a-z]{2,4}_', `${ALNUM}{30,}`, 'polar_oat_'),
  mark('Adyen', 'AQE', `${WORD}{76,}`),
];

const messages = (): readonly Mark[] => [
  mark('Slack', 'xox[a-z](?:\\.xox[a-z])?-', `${WORD}{10,}`, 'xoxb-'),
  mark('Slack', 'xapp-\\d-', `${WORD}{10,}`, 'xapp-1-'),
  mark('SendGrid', 'SG\\.', `${WORD}{16,}\\.${WORD}{16,}`),
  mark('Mailgun', 'key-', `${HEX}{32}(?!${ALNUM})`),
  mark('Mailchimp', `${HEX}{32}-us`, '\\d{1,2}(?!\\d)', '0123456789abcdef0123456789abcdef-'),
  mark('Sendinblue', 'x(?:keysib|smtpsib)-', `${HEX}{40,}-${ALNUM}{8,}`, 'xkeysib-'),
  mark('Resend', 're_', `${ALNUM}{6,12}_${ALNUM}{16,}`),
  mark('Twilio', '(?:SK|AC)', `${HEX}{32}(?!${ALNUM})`, 'SK'),
  mark('Telegram', '(?:bot)?\\d{8,10}:AA', `${WORD}{30,}`, '123456789:AA'),
  mark('Discord', '[MNO][A-Za-z\\d_-]{23,27}\\.', `${WORD}{6}\\.${WORD}{27,}`, `${'M'.repeat(24)}.`),
  mark('MailerSend', 'mlsn\\.', `${HEX}{40,}`, 'mlsn.'),
  mark('OneSignal', 'os_v2_(?:app|org)_', '[a-z0-9]{40,}', 'os_v2_app_'),
  mark('PubNub', 'sec-c-', `${BASE64}{36,}={0,2}`),
  mark('Telnyx', 'KEY', `${HEX}{32}_${ALNUM}{16,}`),
  mark('Ably', `${WORD}{6}\\.${WORD}{6}:`, `${WORD}{43}(?![\\w-])`, 'abcdef.abcdef:'),
  mark('Twitch', 'oauth:', '[a-z0-9]{30}(?![\\w-])'),
  mark('Twitch', 'live_', `\\d{6,12}_${ALNUM}{24,}`, 'live_123456_'),
  mark('Facebook', '\\d{13,17}\\|', `${WORD}{27}(?![\\w-])`, '1234567890123|'),
  mark('Intercom', 'dG9rO', '[A-Za-z0-9+/]{40,}={0,2}'),
];

const watching = (): readonly Mark[] => [
  mark('New Relic', 'NR(?:AK|II|IQ|JS|RA|SP)-', `${WORD}{18,}`, 'NRAK-'),
  mark('New Relic', `${HEX}{30,36}`, '(?:NRAL|FFFFNRAL)', '0123456789abcdef0123456789abcdef'),
  mark('Grafana', 'gl(?:c|sa)_', '[A-Za-z0-9+/_]{30,}={0,3}', 'glsa_'),
  mark('Dynatrace', 'dt0[a-z]\\d{2}\\.', `${ALNUM}{20,}\\.${ALNUM}{40,}`, 'dt0c01.'),
  mark('Sentry', 'sntry[su]_', '[A-Za-z0-9+/_=-]{30,}', 'sntrys_'),
  mark('PostHog', 'ph[xs]_', `${ALNUM}{30,}`, 'phx_'),
  mark('Honeycomb', 'hc[abx](?:ik|lk|mk)_', `${ALNUM}{30,}`, 'hcaik_'),
  mark('Datadog', 'dd[pa]_', `${ALNUM}{34,}`, 'ddp_'),
  mark('Axiom', 'xa[ap]t-', `${UUID}`, 'xaat-'),
];

const services = (): readonly Mark[] => [
  mark('OpenAI', 'sk-(?:proj|svcacct|admin|None|or-v1|ant|lf)-', `${WORD}{16,}`, 'sk-proj-'),
  mark('OpenAI', 'sk-', `${ALNUM}{20,}`),
  mark('others like it', 'sk_', `${ALNUM}{20,}`),
  mark('Hugging Face', '(?:hf|api_org)_', `${ALNUM}{20,}`, 'hf_'),
  mark('Groq', 'gsk_', `${ALNUM}{30,}`),
  mark('xAI and Perplexity', '(?:xai|pplx)-', `${ALNUM}{30,}`, 'xai-'),
  mark('Replicate', 'r8_', `${ALNUM}{30,}`),
  mark('LangSmith', 'lsv2_[a-z]{2}_', '\\w{30,}', 'lsv2_pt_'),
  mark('Pinecone', 'pcsk_', '\\w{30,}'),
  mark('NVIDIA', 'nvapi-', `${WORD}{30,}`),
  mark('Typeform', 'tfp_', '[\\w.=-]{30,}'),
  mark('LaunchDarkly', '(?:sdk|mob|api)-', `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`, 'sdk-'),
  mark('Linear', 'lin_(?:api|oauth)_', `${ALNUM}{24,}`, 'lin_api_'),
  mark('Notion', '(?:secret|ntn)_', `${ALNUM}{40,}`, 'secret_'),
  mark('Airtable', 'pat', `${ALNUM}{14}\\.${HEX}{40,}`),
  mark('HubSpot', 'pat-[a-z]{2,3}\\d-', `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`, 'pat-na1-'),
  mark('Contentful', 'CFPAT-', `${WORD}{30,}`),
  mark('Adobe', 'p8e-', '[a-z0-9]{24,}'),
  mark('Intercom and others', '(?:ico|tk-us|s-s4t2(?:ud|af))-', `${WORD}{30,}`, 'ico-'),
  mark('Octopus Deploy', 'API-', '[A-Z0-9]{26}(?![A-Z0-9])'),
  mark('Prefect', 'pn[ub]_', `${ALNUM}{30,}`, 'pnu_'),
  mark('MaxMind', `${ALNUM}{6}_`, `${ALNUM}{29}_mmk`, 'abcdef_'),
  mark('Settlemint', 'sm_[aps]at_', `${ALNUM}{16,}`, 'sm_pat_'),
  mark('WakaTime', 'waka_', `${HEX}{8}-${HEX}{4}-[\\w-]{20,}`),
  mark('Dropbox', 'sl\\.(?:u\\.)?', `${WORD}{60,}`, 'sl.'),
  mark('Linear', 'lin_wh_', `${ALNUM}{24,}`),
  mark('Together', 'tgp_v\\d_', `${WORD}{40,}`, 'tgp_v1_'),
  mark('Fireworks', 'fw_', `(?=[A-Za-z]{0,40}\\d)${ALNUM}{22,}`),
  mark('Cerebras', 'csk-', '[a-z0-9]{40,}'),
  mark('Voyage', 'pa-', `(?=[A-Za-z_-]{0,40}\\d)${WORD}{43}(?![\\w-])`),
  mark('Jina', 'jina_', `${HEX}{32}${WORD}{20,}`),
  mark('Tavily', 'tvly-(?:dev-|prod-)?', `${ALNUM}{24,}`, 'tvly-'),
  mark('Firecrawl', 'fc-', `${HEX}{32}(?!${ALNUM})`),
  mark('Statsig and Stytch', 'secret-(?:live-|test-)?', `(?=[A-Za-z_-]{0,40}\\d)${WORD}{36,}`, 'secret-'),
  mark('GrowthBook', 'secret_(?:admin|user|readonly)_', `${ALNUM}{30,}`, 'secret_admin_'),
  mark('ConfigCat', 'configcat-sdk-\\d/', `${WORD}{22}/${WORD}{22}`, 'configcat-sdk-1/'),
  mark('Unleash', '(?<=:)[\\w-]{1,40}\\.', `${HEX}{56,64}(?!${ALNUM})`, ':production.'),
  mark('Flagsmith', 'ser\\.', `(?=[A-Za-z]{0,22}\\d)${ALNUM}{22}(?![\\w(])`, 'ser.'),
  mark('ClickUp', 'pk_', '\\d{6,9}_[A-Z0-9]{32}'),
  mark('Airtable', 'key', `(?=[a-z0-9]{0,14}[A-Z])(?=[A-Za-z]{0,14}\\d)${ALNUM}{14}(?![\\w(-])`),
  mark('Asana', '[12]/\\d{12,20}(?:/\\d{12,20})?:', `${HEX}{32}`, '1/123456789012:'),
  mark('Mapbox', 'sk\\.', `${WORD}{40,}\\.${WORD}{16,}`, 'sk.'),
];

/** Webhooks: who knows the path may write. The part before the secret stays. */
const webhooks = (): readonly Mark[] => [
  mark(
    'Slack',
    '(?<=hooks\\.slack(?:-gov)?\\.com/(?:services|workflows|triggers)/)',
    '[\\w/+-]{8,}',
    'hooks.slack.com/services/',
  ),
  mark(
    'Discord',
    '(?<=discord(?:app)?\\.com/api(?:/v\\d{1,2})?/webhooks/)',
    '\\d{1,24}/[\\w-]{8,}',
    'discord.com/api/webhooks/',
  ),
  mark('Teams', '(?<=\\.webhook\\.office\\.com/webhookb?2?/)', '[\\w@/.-]{8,}', 'a.webhook.office.com/webhookb2/'),
  mark('Teams', '(?<=outlook\\.office(?:365)?\\.com/webhook/)', '[\\w@/.-]{8,}', 'outlook.office.com/webhook/'),
  mark('Telegram', '(?<=api\\.telegram\\.org/bot)', '[\\w:-]{16,}', 'api.telegram.org/bot'),
  mark('Zapier', '(?<=hooks\\.zapier\\.com/hooks/(?:catch|standard)/)', '[\\w/-]{6,}', 'hooks.zapier.com/hooks/catch/'),
  mark('Make', '(?<=hook\\.(?:[a-z0-9]{2,5}\\.)?(?:make|integromat)\\.com/)', '[\\w-]{12,}', 'hook.eu1.make.com/'),
  mark(
    'IFTTT',
    '(?<=maker\\.ifttt\\.com/trigger/[\\w-]{1,80}(?:/json)?/with/key/)',
    '[\\w-]{8,}',
    'maker.ifttt.com/trigger/a/with/key/',
  ),
  mark('Feishu and Lark', '(?<=/open-apis/bot/v2/hook/)', '[\\w-]{16,}', '/open-apis/bot/v2/hook/'),
  mark('Better Stack', '(?<=/api/v1/heartbeat/)', '[\\w-]{16,}', '/api/v1/heartbeat/'),
  mark(
    'Airtable',
    '(?<=hooks\\.airtable\\.com/workflows/v1/genericWebhook/)',
    '[\\w/]{16,}',
    'hooks.airtable.com/workflows/v1/genericWebhook/',
  ),
  mark(
    'VictorOps',
    '(?<=alert\\.victorops\\.com/integrations/[\\w/-]{1,60}/alert/)',
    '[\\w-]{16,}',
    'alert.victorops.com/integrations/a/alert/',
  ),
  mark('YouTube', '(?<=/live2/)', '[a-z0-9]{4}(?:-[a-z0-9]{4}){3,4}', '/live2/'),
  mark(
    'Links that sign in',
    '(?<=/(?:reset|password[_-]reset|reset[_-]password|verify|verify[_-]email|confirm|activate|invite|magic|magic[_-]link)/)',
    '(?:[\\w-]{1,40}/)?(?=[A-Za-z_-]{0,40}\\d)[\\w-]{24,}',
    '/reset/',
  ),
  mark(
    'PagerDuty',
    '(?<=events(?:\\.eu)?\\.pagerduty\\.com/(?:integration|x-ere)/)',
    '[\\w-]{16,}',
    'events.pagerduty.com/integration/',
  ),
  mark('Pipedream and others', '(?<=://)', '[a-z0-9]{14,}(?=\\.m\\.pipedream\\.net)', '://aaaaaaaaaaaaaa'),
  mark('Healthchecks and Webhook.site', '(?<=(?:hc-ping\\.com|webhook\\.site)/)', '[\\w-]{16,}', 'hc-ping.com/'),
  mark(
    'Mattermost, Rocket.Chat and others',
    '(?<=/(?:hooks|webhooks?|incoming)/)',
    '(?:[\\w-]{1,30}/){0,2}(?=[A-Za-z]{0,40}\\d)[A-Za-z0-9]{20,}',
    '/hooks/',
  ),
];

/** Tokens of a form that many issuers share. */
const forms = (): readonly Mark[] => [
  mark('JSON Web Token', '(?<![\\w-](?<!%[0-9A-Fa-f]{2}))ey[JA-Z]', '[\\w-]{8,}\\.[\\w.=-]+', 'eyJ-'),
  mark('a hash of a password', '\\$(?:apr1|2[abxy]|[156y]|argon2(?:id|i|d)|scrypt)\\$', '[\\w./+=,$-]{20,}', '$2b$'),
  mark('a hash of a password', 'pbkdf2_sha\\d{1,3}\\$\\d{1,8}\\$', '[\\w./+=$-]{20,}', 'pbkdf2_sha256$1$'),
  mark('a hash of a password', 'SCRAM-SHA-\\d{1,3}\\$\\d{1,8}:', '[\\w+/=$:]{20,}', 'SCRAM-SHA-256$4096:'),
  mark('a hash of a password', '\\{(?:S?SHA\\d{0,3}|SMD5|CRYPT)\\}', '[\\w./+=$-]{12,}', '{SSHA}'),
  // -----BEGIN, but not of a certificate, nor of a public key.
  mark('a private key in base64', 'LS0tLS1CRUdJTiB', '(?!DRVJU|QVUJMSUMg|ORVcg)[A-Za-z0-9+/_-]{40,}={0,2}'),
  mark('an extended private key', '[xyzt]prv', `${ALNUM}{100,}`, 'xprv'),
];

/** All marks. Each may begin only at the edge of a word, and runs on without a choice: linear time on any text. Made when they are first needed, which costs the start nothing. */
export const vendorMarks = (): readonly Mark[] => [
  ...code(),
  ...clouds(),
  ...payment(),
  ...messages(),
  ...watching(),
  ...services(),
  ...webhooks(),
  ...forms(),
];

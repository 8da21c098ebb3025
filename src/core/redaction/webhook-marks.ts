import { type Mark, mark } from './mark.ts';

/** Webhooks, where the path itself is the secret. The part before it stays. */
export const webhookMarks = (): readonly Mark[] => [
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

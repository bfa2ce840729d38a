import { expect, it } from 'vitest';
import { parseTarget } from '../../src/notify/target.ts';

it.each([
  ['https://hooks.slack.com/services/T/B/x', 'slack https://hooks.slack.com'],
  [
    'https://prod-1.westeurope.logic.azure.com:443/workflows/x?sig=y',
    'teams https://prod-1.westeurope.logic.azure.com',
  ],
  ['https://oapi.dingtalk.com/robot/send?access_token=x', 'dingtalk https://oapi.dingtalk.com'],
  ['https://open.feishu.cn/open-apis/bot/v2/hook/x', 'feishu https://open.feishu.cn'],
  ['https://open.larksuite.com/open-apis/bot/v2/hook/x', 'feishu https://open.larksuite.com'],
  ['https://alerts.example.org/in', 'plain https://alerts.example.org'],
  ['https://hooks.slack.com.example.org/in', 'plain https://hooks.slack.com.example.org'],
  ['slack+https://mattermost.example.org/hooks/x', 'slack https://mattermost.example.org'],
  ['plain+https://hooks.slack.com/x', 'plain https://hooks.slack.com'],
  ['http://127.0.0.1:8080/x', 'plain http://127.0.0.1:8080'],
  ['http://[::1]/x', 'plain http://[::1]'],
])('%s', (text, name) => {
  expect(parseTarget(text).name).toBe(name);
});

it.each([
  ['http://alerts.example.org/T0KEN', 'in the clear'],
  ['http://127.0.0.1.example.org/T0KEN', 'in the clear'],
  ['pager+https://alerts.example.org/T0KEN', 'none of plain, slack'],
  ['https://user:T0KEN@alerts.example.org/', 'password'],
  ['ftp://alerts.example.org/T0KEN', 'no http'],
  ['T0KEN', 'no http'],
  ['', 'no http'],
])('refuses %s, and does not repeat it', (text, why) => {
  let message = '';
  try {
    parseTarget(text);
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain(why);
  expect(message).not.toContain('T0KEN');
});

/** The list of presets. A new one is a file of its own, a line here, and a test. */

import type { Preset } from './preset.ts';
import { DINGTALK } from './presets/dingtalk.ts';
import { FEISHU } from './presets/feishu.ts';
import { PLAIN } from './presets/plain.ts';
import { SLACK } from './presets/slack.ts';
import { TEAMS } from './presets/teams.ts';

/** The first is for every receiver that none of the others claims. */
export const PRESETS: readonly Preset[] = [PLAIN, SLACK, TEAMS, DINGTALK, FEISHU];

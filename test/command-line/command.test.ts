import { describe, expect, it } from 'vitest';
import { findCommand, type LazyCommand } from '../../src/command-line/command.ts';

function command(name: string): LazyCommand {
  return {
    meta: { name, describe: '', arguments: [] },
    load: () => Promise.reject(new Error('must not be loaded to be found')),
  };
}

const COMMANDS = ['audit', 'plan', 'record-change'].map(command);

describe('the command of a command line', () => {
  it.each([
    [['audit'], 'audit'],
    [['audit', '--rate', '5', 'plan'], 'audit'],
    [['record-change', 'abc'], 'record-change'],
    [['plan', '--help'], 'plan'],
    [['help', 'plan'], 'plan'],
    [['--', 'plan'], 'plan'],
  ])('%j is %s', (words, name) => {
    expect(findCommand(COMMANDS, words)?.meta.name).toBe(name);
  });

  it.each([[[]], [['--help']], [['--version']], [['-V']], [['help']], [['frobnicate']], [['help', 'frobnicate']]])(
    '%j is none',
    (words) => {
      expect(findCommand(COMMANDS, words)).toBeUndefined();
    },
  );
});

/** The page as a browser shows it: nothing loaded, nothing run but its own script, usable by everybody. */

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../../../src/report/people/html/page.ts';
import { type Pages, startBrowser, type Watched, whyNoBrowser } from '../../../helpers/browser.ts';
import { leftOut } from '../../../helpers/left-out.ts';
import { emptyReport, HOSTILE_TEXTS, hostileReport, largeReport, partialReport, sampleReport } from '../../sample.ts';
import { estateReport } from '../../sample-estate.ts';
import { withHistory } from '../../sample-history.ts';

const missing = whyNoBrowser();

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PICTURE = fileURLToPath(new URL('../../../../.github/report.png', import.meta.url));

const text = (report = withHistory()): string => [...renderHtml(report)].join('');
/** Texts that break out of one place or another of a page. */
const MARKUP = [
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</script><script>alert(1)</script>',
  '</style><style>*{display:none}</style>',
  '</title><svg onload=alert(1)>',
  '--><iframe src="http://127.0.0.1:1/"></iframe>',
  'javascript:alert(1)',
  '&lt;b&gt;&#x3c;i>&amp',
  '<a href="javascript:alert(1)">x</a><base href="http://127.0.0.1:1/">',
];

const PHONE = { viewport: { width: 360, height: 740 } };

/** Only the file itself was asked for, and nothing complained. */
function expectQuiet({ requests, complaints, dialogs }: Watched): void {
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatch(/^file:/);
  expect(complaints).toEqual([]);
  expect(dialogs).toEqual([]);
}

describe.skipIf(leftOut('report.html in Chromium', missing))('report.html in Chromium', { timeout: 60_000 }, () => {
  let pages: Pages;
  beforeAll(async () => {
    pages = await startBrowser();
  }, 60_000);
  afterAll(() => pages?.close());

  /** Violations of WCAG 2.2 AA and of good practice, as a person would look them up. */
  async function violationsOf({ page }: Watched): Promise<string[]> {
    await page.evaluate(AXE);
    return await page.evaluate(
      `axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
        id + ': ' + nodes.slice(0, 3).map(({ html }) => html).join(' | ')))`,
    );
  }

  const openAll = ({ page }: Watched): Promise<void> =>
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");

  const widthOf = ({ page }: Watched): Promise<number> => page.evaluate('document.documentElement.scrollWidth');

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it.each([
      ['with history', withHistory()],
      ['without history', sampleReport()],
      ['partial', partialReport()],
      ['empty', emptyReport()],
      ['of an estate', estateReport()],
    ])('is accessible %s', async (_, report) => {
      const watched = await pages.open(text(report), { colorScheme });
      await openAll(watched);
      expect(await violationsOf(watched)).toEqual([]);
      expectQuiet(watched);
      await watched.page.context().close();
    });
  });

  it('fits a telephone, and is accessible there', async () => {
    const watched = await pages.open(text(withHistory(estateReport())), PHONE);
    await openAll(watched);
    expect(await widthOf(watched)).toBe(360);
    expect(await violationsOf(watched)).toEqual([]);
    await watched.page.context().close();
  });

  it('shows everything without scripting', async () => {
    const watched = await pages.open(text(), { javaScriptEnabled: false });
    const { page } = watched;
    expect(await page.locator('#controls').isVisible()).toBe(false);
    expect(await page.locator('.findings tbody').count()).toBe(10);
    const more = page.locator('.findings .more details').first();
    await more.locator('summary').click();
    expect(await more.locator('.facts').isVisible()).toBe(true);
    expect(await more.locator('pre').first().textContent()).toBe(
      "curl -g --max-time 10 'http://10.20.0.5:2375/version'",
    );
    await page.locator('.text summary').first().click();
    expect(await page.locator('.steps').first().isVisible()).toBe(true);
    await page.context().close();
  });

  it('searches and filters', async () => {
    const watched = await pages.open(text());
    const { page } = watched;
    const visible = page.locator('.findings tbody:not([hidden]) th code');
    const shown = page.locator('#shown');
    expect(await shown.textContent()).toBe('All 10 findings on this page');
    await page.fill('#search', 'BUILD-7');
    await expect.poll(() => shown.textContent()).toBe('1 of 10 findings on this page');
    expect(await visible.allTextContents()).toEqual(['10.20.0.40:2376']);
    expect(await page.locator('.owner:visible').count()).toBe(1);
    await page.fill('#search', 'platform plaintext nothing-such');
    await expect.poll(() => shown.textContent()).toBe('0 of 10 findings on this page');
    await page.fill('#search', '');
    await page.uncheck('[name=severity][value=info]');
    await page.uncheck('[name=severity][value=critical]');
    await expect.poll(() => shown.textContent()).toBe('4 of 10 findings on this page');
    await page.check('[name=severity][value=critical]');
    await page.selectOption('#standing', 'overdue');
    await expect.poll(() => visible.allTextContents()).toEqual(['10.20.0.5:2375']);
    await page.selectOption('#standing', 'reopened');
    await expect.poll(() => visible.allTextContents()).toEqual(['10.20.0.9:2376']);
    expectQuiet(watched);
    await page.context().close();
  });

  it('sorts by any column, there and back', async () => {
    const watched = await pages.open(text(estateReport()));
    const { page } = watched;
    const table = page.locator('.findings').first();
    const addresses = (): Promise<string[]> => table.locator('th code').allTextContents();
    const before = await addresses();
    expect(before.length).toBeGreaterThan(5);
    const head = table.locator('thead th').first();
    await head.locator('button').click();
    const value = (place: string): number =>
      place
        .split(':')[0]
        ?.split('.')
        .reduce((sum, part) => sum * 256 + Number(part), 0) ?? 0;
    const up = [...before].sort((a, b) => value(a) - value(b));
    expect(await addresses()).toEqual(up);
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await head.locator('button').click();
    expect(await addresses()).toEqual(up.reverse());
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expectQuiet(watched);
    await page.context().close();
  });

  it('copies a command', async () => {
    const watched = await pages.open(text(), { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = watched;
    const more = page.locator('.findings .more details').first();
    await more.locator('summary').click();
    await more.locator('.copy').first().click();
    await expect.poll(() => more.locator('.copy').first().textContent()).toBe('Copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      "curl -g --max-time 10 'http://10.20.0.5:2375/version'",
    );
    await more.locator('summary').click();
    await more.locator('summary').click();
    expect(await more.locator('.copy').count()).toBe(2);
    expectQuiet(watched);
    await page.context().close();
  });

  it('is worked with the keyboard alone', async () => {
    const watched = await pages.open(text());
    const { page } = watched;
    const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent.trim()');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the findings');
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/#main$/);
    for (let i = 0; i < 80 && !(await focused()).startsWith('Facts of'); i += 1) await page.keyboard.press('Tab');
    expect(await focused()).toMatch(/^Facts of 10\.20\.0\.5:2375/);
    await page.keyboard.press('Enter');
    expect(await page.locator('.facts').first().isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Copy');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe('Standing');
    await page.keyboard.press('Space');
    expect(await page.locator('[aria-sort]').count()).toBe(1);
    await page.context().close();
  });

  it.each([...HOSTILE_TEXTS, ...MARKUP].map((hostile) => [JSON.stringify(hostile.slice(0, 40)), hostile]))(
    'shows %s everywhere, and does nothing else with it',
    async (_, hostile) => {
      const watched = await pages.open(text(hostileReport(hostile, withHistory())));
      await openAll(watched);
      const { page } = watched;
      expect(await page.locator('script').count()).toBe(1);
      expect(
        await page.locator('img, iframe, object, embed, base, link, video, audio, image, foreignObject').count(),
      ).toBe(0);
      const links = await page.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      expect(links.filter((href) => !/^(#|https:\/\/cwe\.mitre\.org\/|mailto:[\w.+@-]+$)/.test(href))).toEqual([]);
      const attributes: string[] = await page.evaluate(
        "[...document.querySelectorAll('*')].flatMap((element) => element.getAttributeNames())",
      );
      expect(attributes.filter((name) => /^on|^style$|^srcdoc$/.test(name))).toEqual([]);
      await page.waitForTimeout(50);
      expectQuiet(watched);
      expect(await page.title()).toMatch(/^Seawall: /);
      expect(await widthOf(watched)).toBe(1280);
      await page.context().close();
    },
  );

  it('prints what matters, without what only works on a screen', async () => {
    const { page } = await pages.open(text());
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.locator('#controls').isVisible()).toBe(false);
    expect(await page.locator('.steps').first().isVisible()).toBe(true);
    expect(await page.locator('.info-case .findings').first().isVisible()).toBe(true);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    await page.context().close();
  });

  it('opens 100,000 findings in seconds', async () => {
    const large = text(largeReport(100_000));
    expect(large.length).toBeLessThan(8_000_000);
    const start = performance.now();
    const watched = await pages.open(large);
    const { page } = watched;
    expect(await page.locator('.findings tbody').count()).toBe(2000);
    await page.fill('#search', '10.0.0.');
    await expect.poll(() => page.locator('#shown').textContent()).toMatch(/^\d+ of 2000/);
    expect(performance.now() - start).toBeLessThan(15_000);
    expectQuiet(watched);
    await page.context().close();
  });

  it('has the picture of the README', async () => {
    const { page } = await pages.open(text(withHistory(estateReport())), { viewport: { width: 1180, height: 1500 } });
    const map = await page.locator('.maps').boundingBox();
    const height = Math.ceil((map?.y ?? 0) + (map?.height ?? 0) + 30);
    const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 1180, height }, fullPage: true });
    expect(picture.length).toBeLessThan(300_000);
    const { UPDATE_GOLDEN } = process.env;
    if (UPDATE_GOLDEN === '1') writeFileSync(PICTURE, picture);
    // Fonts differ from machine to machine: that there is one, and of this width, is all that can be held.
    expect(readFileSync(PICTURE).readUInt32BE(16)).toBe(1180);
    await page.context().close();
  });
});

/** A headless Chromium from the Debian package, for pages that are opened from disk. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** Nothing of the browser's own may ask the network. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why pages cannot be opened here, or undefined. */
export function whyNoBrowser(): string | undefined {
  return existsSync(CHROMIUM) ? undefined : `not installed: ${CHROMIUM}`;
}

/** What a page did that it must not do. Only its own file may be asked for. */
export interface Watched {
  page: Page;
  requests: string[];
  /** Of the console: errors and warnings, and what the policy refused. */
  complaints: string[];
  dialogs: string[];
}

export interface Pages {
  /** Writes the text to a file and opens it. */
  open(text: string, options?: BrowserContextOptions): Promise<Watched>;
  close(): Promise<void>;
}

export async function startBrowser(): Promise<Pages> {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-page-'));
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS, timeout: 30_000 });
  let pages = 0;
  return {
    async open(text, options = {}) {
      pages += 1;
      const file = join(folder, `${pages}.html`);
      writeFileSync(file, text);
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const watched: Watched = { page, requests: [], complaints: [], dialogs: [] };
      await page.route('**/*', async (route) => {
        watched.requests.push(route.request().url());
        await route.continue();
      });
      page.on('console', (message) => {
        if (message.type() !== 'log') watched.complaints.push(message.text());
      });
      page.on('pageerror', (error) => watched.complaints.push(String(error)));
      page.on('dialog', async (dialog) => {
        watched.dialogs.push(dialog.message());
        await dialog.dismiss();
      });
      await page.goto(pathToFileURL(file).href);
      return watched;
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Script of the page: search, filter, sort, copy. It reads what is there and moves or hides it; it never
 * makes markup from text. It runs in a browser, so that it is text here.
 */
export const SCRIPT = `'use strict';
(() => {
  const rows = [...document.querySelectorAll('.findings tbody')];
  const controls = document.getElementById('controls');
  if (controls) {
    const search = document.getElementById('search');
    const standing = document.getElementById('standing');
    const shown = document.getElementById('shown');
    const texts = new Map();
    const textOf = (row) => {
      let text = texts.get(row);
      if (text === undefined) {
        const owner = row.closest('.owner').querySelector('h3').textContent;
        const kind = row.closest('.case').querySelector('h4').textContent;
        texts.set(row, (text = (owner + ' ' + kind + ' ' + row.textContent).toLowerCase()));
      }
      return text;
    };
    const apply = () => {
      const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
      const severities = new Set([...controls.querySelectorAll('[name=severity]:checked')].map(({ value }) => value));
      const wanted = standing ? standing.value : '';
      let n = 0;
      for (const row of rows) {
        const { severity, lifecycle, overdue } = row.dataset;
        const fits = severities.has(severity) &&
          (wanted === '' || (wanted === 'overdue' ? overdue === 'yes' : lifecycle === wanted)) &&
          words.every((word) => textOf(row).includes(word));
        row.hidden = !fits;
        if (fits) n += 1;
      }
      for (const block of document.querySelectorAll('.case, .owner')) {
        block.hidden = block.querySelector('tbody:not([hidden])') === null;
        if (block.matches('.info-case') && !block.hidden && words.length > 0) block.open = true;
      }
      shown.textContent = n === rows.length ? 'All ' + n + ' findings on this page' : n + ' of ' + rows.length + ' findings on this page';
    };
    let timer;
    controls.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(apply, 80);
    });
    controls.addEventListener('submit', (event) => event.preventDefault());
    controls.hidden = false;
    apply();
  }

  for (const head of document.querySelectorAll('.findings thead th')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.textContent = '';
    head.append(button);
    button.addEventListener('click', () => {
      const table = head.closest('table');
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of table.querySelectorAll('thead th')) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const keyOf = (body) => {
        const cell = body.rows[0].cells[head.cellIndex];
        return cell.dataset.key ?? cell.textContent;
      };
      const order = new Intl.Collator('en', { numeric: false });
      const sorted = [...table.tBodies].map((body) => [keyOf(body), body]).sort((a, b) => order.compare(a[0], b[0]));
      if (down) sorted.reverse();
      table.append(...sorted.map(([, body]) => body));
    });
  }

  const copy = async (text, area) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection().selectAllChildren(area);
      document.execCommand('copy');
      getSelection().removeAllRanges();
    }
  };
  const addCopy = (area) => {
    const line = document.createElement('div');
    line.className = 'line';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    area.replaceWith(line);
    line.append(area, button);
    button.addEventListener('click', async () => {
      await copy(area.textContent, area);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    });
  };
  document.addEventListener('toggle', (event) => {
    for (const area of event.target.querySelectorAll('.checks li > pre')) addCopy(area);
  }, true);
})();
`;

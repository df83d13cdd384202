/** What a page's picture has wrong: each entry names the element and what of it. */
export interface PageFaults {
  readonly faults: readonly string[];
  /** The verdict's letters, as a share of the window's height. */
  readonly verdictShare: number;
  /** The least contrast of any text, and how many texts were measured. */
  readonly leastContrast: number;
  readonly texts: number;
}

/**
 * Measures the page as it is drawn, run within it: contrast of every text against every colour behind it (WCAG 2.2),
 * words that are cut off, stick out or lie over others, and buttons too small for a finger.
 */
export const MEASURE_PAGE = `(() => {
  const MIN_CONTRAST = 7;
  const MIN_TARGET_PX = 60;
  const faults = [];
  const nameOf = (element) => element.tagName.toLowerCase() + (element.className ? '.' + String(element.className.baseVal ?? element.className).replaceAll(' ', '.') : '');
  const rgbOf = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const channel = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ({ r, g, b }) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  function groundsOf(element) {
    for (let one = element; one !== null; one = one.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(one);
      const painted = backgroundImage === 'none' ? [] : backgroundImage.match(/rgba?\\([^)]*\\)/g) ?? [];
      if (painted.length > 0) return painted.map(rgbOf);
      const ground = rgbOf(backgroundColor);
      if (ground.a === 1) return [ground];
      if (ground.a > 0) throw new Error('a half-transparent ground cannot be measured: ' + nameOf(one));
    }
    throw new Error('no ground');
  }

  const all = [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.closest('[data-spoken]') === null);
  const texts = all.flatMap((element) => {
    const rects = [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '')
      .flatMap((node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()];
      });
    return rects.length === 0 ? [] : [{ element, rects }];
  });

  let leastContrast = Infinity;
  function measureContrast(element, style) {
    for (let one = element; one !== null; one = one.parentElement) {
      if (getComputedStyle(one).opacity !== '1') faults.push('see-through: ' + nameOf(one));
    }
    for (const ground of groundsOf(element)) {
      const found = contrast(rgbOf(style.color), ground);
      leastContrast = Math.min(leastContrast, found);
      if (found < MIN_CONTRAST) faults.push('contrast ' + found.toFixed(2) + ': ' + nameOf(element) + ' "' + element.textContent.slice(0, 30) + '"');
    }
  }
  for (const { element } of texts) measureContrast(element, getComputedStyle(element));
  for (const field of all.filter((one) => one.placeholder)) measureContrast(field, getComputedStyle(field, '::placeholder'));

  const outside = (rect, box) => rect.left < box.left - 1 || rect.right > box.right + 1 || rect.top < box.top - 1 || rect.bottom > box.bottom + 1;
  /** The line's own box, without the empty part of the font's. */
  const inkOf = (rect) => ({ left: rect.left + 1, right: rect.right - 1, top: rect.top + rect.height * 0.17, bottom: rect.bottom - rect.height * 0.17 });
  for (const { element, rects } of texts) {
    for (const rect of rects.map(inkOf)) {
      if (outside(rect, { left: 0, top: 0, right: innerWidth, bottom: innerHeight })) faults.push('outside the window: ' + nameOf(element));
      for (let one = element.parentElement; one !== null; one = one.parentElement) {
        if (getComputedStyle(one).overflowY === 'visible' && one.tagName !== 'BUTTON') continue;
        const box = one.getBoundingClientRect();
        if (outside(rect, box)) faults.push('sticks out of ' + nameOf(one) + ': ' + nameOf(element) + ' "' + element.textContent.slice(0, 30) + '"');
      }
    }
  }
  for (const one of all) {
    const { overflowX, overflowY } = getComputedStyle(one);
    if (overflowX === 'visible' && overflowY === 'visible') continue;
    if (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight) {
      faults.push('holds more than it shows: ' + nameOf(one) + ' ' + [one.scrollWidth, one.clientWidth, one.scrollHeight, one.clientHeight].join(' '));
    }
  }
  texts.forEach(({ element, rects }, index) => {
    for (const other of texts.slice(index + 1)) {
      if (other.element.contains(element) || element.contains(other.element)) continue;
      const overlap = rects.map(inkOf).some((a) => other.rects.map(inkOf).some((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
      if (overlap) faults.push('lies over ' + nameOf(other.element) + ': ' + nameOf(element));
    }
  });
  const shapes = [...document.querySelectorAll('.stage .shape')].map((one) => one.getBoundingClientRect());
  for (const { element, rects } of texts) {
    for (const shape of shapes) {
      if (rects.map(inkOf).some((a) => a.left < shape.right && shape.left < a.right && a.top < shape.bottom && shape.top < a.bottom)) faults.push('lies over the shape: ' + nameOf(element));
    }
  }
  for (const shape of shapes) {
    if (outside(shape, document.querySelector('.stage').getBoundingClientRect())) faults.push('the shape sticks out');
  }
  for (const target of all.filter((one) => one.matches('button, input, a, select, [role=button]'))) {
    const { height, width } = target.getBoundingClientRect();
    if (height < MIN_TARGET_PX || width < MIN_TARGET_PX) faults.push('target ' + Math.round(width) + ' by ' + Math.round(height) + ': ' + nameOf(target));
  }
  const verdict = document.querySelector('.stage h1');
  const verdictShare = verdict === null ? 0 : parseFloat(getComputedStyle(verdict).fontSize) / innerHeight;
  return { faults: [...new Set(faults)], verdictShare, leastContrast, texts: texts.length };
})()`;

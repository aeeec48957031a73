// The theme is dark unless the reader chooses light. The stage stays black in both.

export type Theme = 'dark' | 'light';

const KEY = 'osteograde.theme';

export function readTheme(): Theme {
  return window.localStorage.getItem(KEY) === 'light' ? 'light' : 'dark';
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  window.localStorage.setItem(KEY, theme);
}

// Both themes side by side. Each is a document of its own, because the theme is set on the document.

import style from './side-by-side.module.css';

const THEMES = ['dark', 'light'] as const;

export function SideBySide() {
  return (
    <main className={style.themes}>
      {THEMES.map((theme) => (
        <section key={theme} aria-label={`${theme} theme`}>
          <Frame title={`${theme} sheet`} address={`./?theme=${theme}&sheet`} />
          <Frame title={`${theme} parts`} address={`./?theme=${theme}`} />
        </section>
      ))}
    </main>
  );
}

function Frame({ title, address }: { readonly title: string; readonly address: string }) {
  // oxlint-disable-next-line react/iframe-missing-sandbox -- the frame shows this page itself
  return <iframe title={title} src={address} height={360} />;
}

import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/controls.css';
import './styles/dashboard.css';
import './styles/card.css';
import './styles/table.css';
import './styles/pages.css';
import './styles/deployments.css';
import './styles/metrics.css';
import { createRoot } from 'react-dom/client';
import { createDrawing, DrawingContext } from './chart/drawing.ts';
import { readPage } from './data/boot.ts';
import { EmbedApp, takeToken } from './embed/embed-app.tsx';
import { App } from './shell/app.tsx';
import { startTheme } from './theme.ts';

/** How long the page waits for what draws its charts before it shows itself without, in milliseconds. */
const PATIENCE_MS = 40;

startTheme();
const root = document.getElementById('root');
const framed = /^\/embed\/([^/]+)$/.exec(location.pathname)?.[1];
const page = readPage();
const drawing = createDrawing();

function render(): void {
  if (!root) return;
  const content = framed ? <EmbedApp slug={decodeURIComponent(framed)} token={takeToken()} /> : <App page={page} />;
  createRoot(root).render(<DrawingContext value={drawing}>{content}</DrawingContext>);
}

/** Loads what draws beside the page, not after it. Pages without charts do without. */
async function prepare(): Promise<void> {
  const types = Object.values(page.boot?.dashboard?.charts ?? {}).map(({ vizType }) => vizType);
  await (await drawing.load()).expect(types);
}

if (framed || /^\/(dashboards|metrics)?(\/|$)/.test(location.pathname)) {
  // What does not come now is asked for again, and reported, when it is drawn with.
  const prepared = prepare().catch(() => {});
  // The second visit has it at hand: cards and charts are then laid out and painted once, together.
  void Promise.race([prepared, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]).then(render);
} else {
  render();
}

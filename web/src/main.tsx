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
import { readPage } from './data/boot.ts';
import { EmbedApp, takeToken } from './embed/embed-app.tsx';
import { App } from './shell/app.tsx';
import { startTheme } from './theme.ts';

startTheme();
const root = document.getElementById('root');
const framed = /^\/embed\/([^/]+)$/.exec(location.pathname)?.[1];
const page = readPage();
// What draws is loaded beside the page, not after it. Pages without charts do without.
if (framed || /^\/(dashboards|metrics)?(\/|$)/.test(location.pathname)) {
  const types = Object.values(page.boot?.dashboard?.charts ?? {}).map(({ vizType }) => vizType);
  import('./chart/engine.ts').then(({ expectTypes }) => expectTypes(types)).catch(() => {});
}
if (root && framed) createRoot(root).render(<EmbedApp slug={decodeURIComponent(framed)} token={takeToken()} />);
else if (root) createRoot(root).render(<App page={page} />);

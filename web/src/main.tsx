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
import { App } from './shell/app.tsx';
import { startTheme } from './theme.ts';

startTheme();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App page={readPage()} />);

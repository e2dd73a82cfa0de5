import { render } from 'preact';
import { ApiClient } from './api/client.js';
import { pageContext } from './api/page-context.js';
import { App } from './app.js';
import './style/index.css';
import { applyTheme, storedTheme } from './theme/theme.js';

applyTheme(storedTheme(localStorage), document.documentElement, localStorage);
const context = pageContext(document);
render(<App client={new ApiClient(context.api)} context={context} />, document.getElementById('app')!);

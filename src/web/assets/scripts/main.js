/** What makes pages more comfortable. Each module is one behaviour and attaches itself by `data-` attributes; none of them is needed. */
import { attachAutosave } from './autosave.js';
import { attachCapsLockHint } from './caps-lock.js';
import { attachCopy } from './copy.js';
import { attachDialogs } from './dialog.js';
import { attachFilters } from './filter.js';
import { showLocalTimes } from './local-time.js';
import { attachMenus } from './menu.js';
import { attachPassages } from './passage.js';
import { attachReveal } from './reveal.js';
import { attachRows } from './rows.js';
import { attachScrollRegions } from './scroll-regions.js';
import { attachTabs } from './tabs.js';
import { attachVeils } from './veil.js';

attachTabs(document);
attachMenus(document);
attachDialogs(document);
attachReveal(document);
attachVeils(document);
attachCopy(document);
attachCapsLockHint(document);
attachRows(document);
attachAutosave(document);
attachPassages(document);
attachFilters(document);
attachScrollRegions(document);
showLocalTimes(document);

/** The API reference: filtering its list as words are typed, and calling an operation. */
import { attachFilter } from './filter-list.js';
import { attachTryCall } from './try-call.js';

for (const element of document.querySelectorAll('[data-filter]')) if (element instanceof HTMLElement) attachFilter(element);
for (const form of document.querySelectorAll('form[data-try-call]')) if (form instanceof HTMLFormElement) attachTryCall(form);

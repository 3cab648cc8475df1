#!/usr/bin/env node
/** The command line of Weir for any Node from 20 up: installs what is missing, then hands over to src/main.ts under Node 26. */
import { run } from './run.js';
import { installDependencies } from './runtime.js';

installDependencies({ development: false });
run('src/main.ts', process.argv.slice(2));

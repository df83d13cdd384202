import { writeSync } from 'node:fs';
import { openDatabase } from '../../main/counts/open_database.ts';

// Upgrades a file of an older program, and says when it begins and when it is done.
const [file = ''] = process.argv.slice(2);
writeSync(1, 'begin');
const opened = openDatabase(file);
if (!opened.ok) throw new Error(opened.error);
writeSync(1, 'done');

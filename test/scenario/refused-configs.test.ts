import { describeFaults } from '../support/scenario-tests.ts';
import { refusedConfigFaults } from './cases/refused-configs.ts';

describeFaults('a configuration that a web server refuses', refusedConfigFaults);

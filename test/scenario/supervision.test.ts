import { describeFaults } from '../support/scenario-tests.ts';
import { supervisionFaults } from './cases/supervision.ts';

describeFaults('an app under supervision', supervisionFaults);

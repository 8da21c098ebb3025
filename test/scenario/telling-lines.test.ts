import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { tellingFaults, tellingHealthy } from './cases/telling-lines.ts';

describeFaults('telling lines', tellingFaults);
describeHealthy('with frightening lines', tellingHealthy);

import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { profileHealthy, strictFaults } from './cases/strict.ts';

describeFaults('checks of a platform', strictFaults);
describeHealthy('checks of a platform, with nothing wrong', profileHealthy);

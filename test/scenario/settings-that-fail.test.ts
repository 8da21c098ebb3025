import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { settingFaults, settingHealthy } from './cases/settings-that-fail.ts';

describeFaults('a setting', settingFaults);
describeHealthy('a setting that is right', settingHealthy);

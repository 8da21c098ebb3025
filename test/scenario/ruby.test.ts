import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { rubyFaults, rubyHealthy } from './cases/ruby.ts';

describeFaults('Puma and Unicorn', rubyFaults);
describeHealthy('Puma and Unicorn, with nothing wrong', rubyHealthy);

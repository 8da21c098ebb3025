import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { frontAnswerFaults, frontAnswerHealthy } from './cases/front-answers.ts';

describeFaults('a web server that answers with an error of its own', frontAnswerFaults);
describeHealthy('a web server that answers by itself, with nothing wrong', frontAnswerHealthy);

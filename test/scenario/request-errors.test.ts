import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { requestErrors, requestErrorsHealthy } from './cases/request-errors.ts';

describeFaults('an error that a request caused', requestErrors);
describeHealthy('with errors that nobody checks', requestErrorsHealthy);

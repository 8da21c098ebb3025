import { constant, count, listOf, moment, ref, type Schema, said, text, yesOrNo } from './schema.ts';

/** What `data` of a report has in addition to the picture. */
const more: Readonly<Record<string, Schema>> = {
  seq: said({ type: 'integer', minimum: 1 }, 'The number of the report in its series.'),
  series: said(text, 'If it changes, the numbers restart at 1.'),
  dropped: said(count, 'Reports dropped since the last delivered one.'),
  last: said(yesOrNo, 'The final report: silence after it is expected.'),
  events: said(listOf(ref('Event')), 'Events since the last delivered report.'),
};

/** A report as it is POSTed to --controller: a CloudEvents 1.0 event whose data is the picture and a few more members. */
export function reportSchema(picture: Schema): Schema {
  const { properties = {}, required = [] } = picture as { properties?: object; required?: readonly string[] };
  const data = {
    type: 'object',
    properties: { ...properties, ...more },
    required: [...required, ...Object.keys(more)],
  };
  const event = {
    specversion: constant('1.0'),
    id: said(text, 'A report that is sent again has the same id.'),
    type: constant('dev.sidewatch.report.v1'),
    source: said(text, 'The instance, percent-encoded.'),
    time: moment,
    datacontenttype: constant('application/json'),
    data,
  };
  return { type: 'object', properties: event, required: Object.keys(event) };
}

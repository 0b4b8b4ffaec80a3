// An alarm for each function, so that none that comes later goes without. CommonJS, because the packager's plugin is.

const TOLD = [{ Ref: 'AlarmTopic' }];
/** So many in a quarter of an hour at least: a share of few calls says little, and a scheduled call that fails is tried three times.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const LEAST_ERRORS = 3;
const MOST_PERCENT = 5;
const PERIOD = 900;

/**
 * Adds to a template an alarm for the errors of each Lambda and of each CloudFront Function. Lambdas of the edge have none: what
 * they are counted in lies in each Region where they run.
 */
function addFunctionAlarms({ Resources }) {
  const ofEdge = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Version')
    .map(({ Properties }) => Properties.FunctionName.Ref);
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    if (Type === 'AWS::Lambda::Function' && !ofEdge.includes(id))
      Resources[alarmId(id.replace(/LambdaFunction$/, ''))] = errorAlarm({
        namespace: 'AWS/Lambda',
        errors: 'Errors',
        calls: 'Invocations',
        dimensions: [{ Name: 'FunctionName', Value: { Ref: id } }],
      });
    if (Type === 'AWS::CloudFront::Function')
      Resources[alarmId(id)] = errorAlarm({
        namespace: 'AWS/CloudFront',
        errors: 'FunctionExecutionErrors',
        calls: 'FunctionInvocations',
        dimensions: [
          { Name: 'FunctionName', Value: Properties.Name },
          { Name: 'Region', Value: 'Global' },
        ],
      });
  }
}

const alarmId = name => `${name}ErrorsAlarm`;

function errorAlarm({ namespace, errors, calls, dimensions }) {
  const sumOf = (Id, MetricName) => ({
    Id,
    ReturnData: false,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName, Dimensions: dimensions },
      Period: PERIOD,
      Stat: 'Sum',
    },
  });
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: 'Signpost - a function fails; see the ErrorsAlarms in docs/operate.md',
      AlarmActions: TOLD,
      OKActions: TOLD,
      Metrics: [
        {
          Id: 'rate',
          Expression: `IF(errors >= ${LEAST_ERRORS}, 100 * errors / calls, 0)`,
          Label: 'share of calls that failed',
        },
        sumOf('errors', errors),
        sumOf('calls', calls),
      ],
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: MOST_PERCENT,
      TreatMissingData: 'notBreaching', // a function that nobody calls says nothing
    },
  };
}

module.exports = { addFunctionAlarms };

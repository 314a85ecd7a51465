namespace Suwen.Analysis.Forecasting;

/// <summary>Forecasts of one series.</summary>
/// <param name="Model">The model in words, such as ETS(A,N,A).</param>
/// <param name="Estimate">Point forecasts.</param>
/// <param name="Error">Standard deviations of the forecasts.</param>
/// <param name="Fitted">One-step fits to the series; NaN where there is none.</param>
/// <param name="Terms">Parameters and measures of the model, by name.</param>
internal sealed record Forecast(string Model, double[] Estimate, double[] Error, double[] Fitted, IReadOnlyList<(string Term, double Value)> Terms);

/// <summary>A way to forecast a series without gaps.</summary>
/// <param name="values">The series.</param>
/// <param name="season">Steps in its season; 1 for none.</param>
/// <param name="horizon">Steps to forecast.</param>
/// <exception cref="OperatorException">The series does not allow the method.</exception>
internal delegate Forecast Forecaster(double[] values, int season, int horizon);

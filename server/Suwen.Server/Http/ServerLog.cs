namespace Suwen.Server.Http;

/// <summary>Everything that the server logs. No query string, body or patient value is ever in it: routes are logged as templates.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Information, "Serving {Folder} at {Urls}")]
    public static partial void Serving(ILogger logger, string folder, string urls);

    [LoggerMessage(2, LogLevel.Debug, "{Method} {Route} {Status} in {Milliseconds} ms")]
    public static partial void Request(ILogger logger, string method, string route, int status, long milliseconds);

    [LoggerMessage(3, LogLevel.Error, "{Method} {Route} failed with {Exception}: {StackTrace}")]
    public static partial void RequestFailed(ILogger logger, string method, string route, string exception, string stackTrace);

    [LoggerMessage(5, LogLevel.Information, "HL7 v2 listener on port {Port}")]
    public static partial void MllpListening(ILogger logger, int port);

    [LoggerMessage(6, LogLevel.Warning, "The landing journal met damage at {Position}: {Explanation}")]
    public static partial void LandingDamage(ILogger logger, string position, string explanation);

    [LoggerMessage(7, LogLevel.Error, "The door for {Kind} failed with {Exception}: {StackTrace}")]
    public static partial void DoorFailed(ILogger logger, string kind, string exception, string stackTrace);

    [LoggerMessage(8, LogLevel.Warning, "Alert {Kind} of {Source} {Channel}: {Value} against {Threshold}. The page Collection of the portal shows it.")]
    public static partial void AlertBegan(ILogger logger, string kind, string source, string channel, double value, double threshold);

    [LoggerMessage(9, LogLevel.Warning, "The collection monitor could not read the warehouse: {Explanation}")]
    public static partial void WatchFailed(ILogger logger, string explanation);

    [LoggerMessage(10, LogLevel.Information, "Inbox: a file of {Source} ({Kind}) has landed in {Entries} entries, {Bytes} bytes.")]
    public static partial void InboxTook(ILogger logger, string source, string kind, long entries, long bytes);

    [LoggerMessage(11, LogLevel.Warning, "Inbox: a file of {Source} ({Kind}) was refused at {Where}. It is in the folder .failed with an explanation beside it.")]
    public static partial void InboxRefused(ILogger logger, string source, string kind, string where);

    [LoggerMessage(12, LogLevel.Error, "The inbox cannot be read or emptied now: {Explanation} Files stay in it.")]
    public static partial void InboxFailed(ILogger logger, string explanation);
}

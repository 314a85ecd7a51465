namespace Suwen.Server.Pipelines;

/// <summary>The pipelines that every data folder has; a file of the same name takes the place of one.</summary>
internal static class BuiltInPipelines
{
    public static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        (
            "nightly",
            """
            title: 每夜 Nightly
            schedule:
              cron: "30 2 * * *"
              zone: Asia/Shanghai
              catchUp: true
            steps:
              grades:
                run: grade propose
                restartable: true
                retry: { count: 2, backoff: 30s }
              verify:
                run: verify
                needs: [grades]
                restartable: true
                timeout: 3h
            """),
    ];
}

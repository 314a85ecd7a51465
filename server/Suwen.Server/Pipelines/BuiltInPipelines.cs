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
              link:
                run: mpi link
                restartable: true
                timeout: 2h
                retry: { count: 2, backoff: 30s }
              quality:
                run: quality run
                needs: [link]
                restartable: true
                allowFindings: true
                timeout: 2h
              profile:
                run: catalog profile
                needs: [link]
                restartable: true
                timeout: 2h
              grades:
                run: grade propose
                needs: [profile]
                restartable: true
                retry: { count: 2, backoff: 30s }
              verify:
                run: verify
                needs: [quality, grades]
                restartable: true
                timeout: 3h
            """),
    ];
}

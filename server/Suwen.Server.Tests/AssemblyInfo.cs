// Each test starts processes of its own; side by side they would only wait for the same two cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

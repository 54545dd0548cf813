import torch
from metaflow import FlowSpec, step
from torch.utils.data import DataLoader, TensorDataset


class DataLoadersFlow(FlowSpec):
    @step
    def start(self):
        self.factors = [1, 2, 3, 4]
        self.next(self.load, foreach="factors")

    @step
    def load(self):
        numbers = TensorDataset(torch.arange(100, dtype=torch.float32) * self.input)
        loader = DataLoader(
            numbers, batch_size=10, num_workers=2, shuffle=True, persistent_workers=self.input % 2 == 1
        )
        self.total = sum(float(batch.sum()) for (batch,) in loader)
        self.model = self.fitted()
        self.next(self.join)

    def fitted(self):
        """Training uses the threads of torch in the process that was forked after its import."""
        torch.manual_seed(0)
        model = torch.nn.Linear(4, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(20):
            rows = torch.randn(64, 4)
            loss = (model(rows) - rows.sum(dim=1, keepdim=True)).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return model

    @step
    def join(self, inputs):
        self.totals = [inp.total for inp in inputs]
        self.weights = [inp.model.weight.detach().numpy().round(3).tolist() for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        assert self.weights[1:] == self.weights[:-1], self.weights
        print("totals", self.totals)


if __name__ == "__main__":
    DataLoadersFlow()

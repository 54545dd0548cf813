"""Files of a run, put and got by name: in a bucket where one is configured, beside the run where none is.

fanfold run file_store.py
"""

import json

from metaflow import S3, FlowSpec, step


class FileStoreFlow(FlowSpec):
    """Writes a part in each task, and reads them all at the end."""

    @step
    def start(self):
        self.parts = ["a", "b", "c"]
        with S3(run=self) as s3:
            self.url = s3.put("settings.json", json.dumps({"factor": 3}))
        self.next(self.write, foreach="parts")

    @step
    def write(self):
        with S3(run=self) as s3:
            factor = json.loads(s3.get("settings.json").text)["factor"]
            s3.put(f"parts/{self.input}", self.input * factor)
        self.next(self.join)

    @step
    def join(self, inputs):
        with S3(run=self) as s3:
            self.texts = sorted(part.text for part in s3.get_recursive(["parts"]))
        self.next(self.end)

    @step
    def end(self):
        print("parts:", *self.texts)


if __name__ == "__main__":
    FileStoreFlow()

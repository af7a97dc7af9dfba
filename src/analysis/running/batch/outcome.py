"""What became of a task. 任务结果。"""

from __future__ import annotations

from dataclasses import dataclass

from ..task import PageTask

DATA, NOTEBOOK, TIME, MEMORY, DIED, WORDS, PROGRAM = "data", "notebook", "time", "memory", "died", "words", "program"
#: Kind of failure -> what to do next. {county}, {year} and {minutes}, {memory} are filled in.
NEXT = {
    DATA: "打开数据问题清单逐处更正，再运行：python -m analysis check {county} --year {year}",
    NOTEBOOK: "用 JupyterLab 打开保存下来的笔记本，查看出错的一格",
    TIME: "单独运行：python -m analysis report {county} --year {year}；如属正常，请在运行文件中调高 minutes_per_county",
    MEMORY: "检查该县数据是否过大；如属正常，请在运行文件中调高 memory_mb_per_county",
    DIED: "再运行一次；如仍失败，请单独运行：python -m analysis report {county} --year {year}",
    PROGRAM: "把 reports/{year}/runs/ 下当次运行的日志交给维护人员",
    WORDS: "按提示更正后再运行",
}


@dataclass(frozen=True)
class Outcome:
    """One line of a run's list. 一项任务的结果。

    failed : "" where the page was printed, else a kind of NEXT
    reason : in Chinese, for the reader of the list
    """

    task: PageTask
    seconds: float
    failed: str = ""
    reason: str = ""

    @property
    def next_step(self) -> str:
        """What the reader of the list does now. 下一步。"""
        return NEXT[self.failed].format(county=self.task.division, year=self.task.school_year) if self.failed else ""

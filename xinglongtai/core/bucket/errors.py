"""What a store that does not serve looks like to the rest of the program; without boto3, so that anybody may ask for it."""

AWAY = "存放文件的服务器暂时连不上，您填写的内容还在，请稍后重试"
DENIED = "存放文件的服务器拒绝了本系统，您填写的内容还在，请联系系统管理员后重试"


class Unreachable(Exception):
    """The store did not answer, or refuses us. No OSError: those are taken for a file that is damaged. ``words`` are for people."""

    def __init__(self, cause: str, words: str = AWAY):
        super().__init__(cause)
        self.words = words

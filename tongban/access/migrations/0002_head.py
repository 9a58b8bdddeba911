"""The head of an authority (单位负责人), who lengthens limits in person."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rolegrant',
            name='access_grant_role_known',
        ),
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.CharField(choices=[('resident', '办事人'), ('clerk', '窗口人员'), ('approver', '审批人'), ('head', '单位负责人'), ('department_admin', '部门管理员'), ('bureau', '政数局工作人员'), ('supervisor', '监察员'), ('hotline_agent', '话务员'), ('system_admin', '系统管理员'), ('security_admin', '安全管理员'), ('audit_admin', '审计管理员')], max_length=24, verbose_name='角色'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['resident', 'clerk', 'approver', 'head', 'department_admin', 'bureau', 'supervisor', 'hotline_agent', 'system_admin', 'security_admin', 'audit_admin'])), name='access_grant_role_known'),
        ),
    ]
